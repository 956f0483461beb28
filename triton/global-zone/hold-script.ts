/**
 * The two scripts that hold sdcadm's lock on a headnode. Text, because they run there: in the node 6 that
 * sdcadm brings along (no newer syntax), with nothing of hnadm's installed. Their first words are what ps
 * shows of them.
 */

/** Starts the command that it is given, which outlives it, and says that one's first word. */
export const START = `/* hnadm */
var fs = require('fs');
var argv = process.argv.slice(1);
var options = { cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe'] };
var child = require('child_process').spawn(argv[0], argv.slice(1), options);
child.stdout.on('data', function (word) {
  fs.writeSync(1, String(word));
  process.exit(0);
});
child.stderr.on('data', function (complaint) {
  fs.writeSync(2, String(complaint));
});
child.on('close', function (code) {
  process.exit(code || 1);
});
`;

/**
 * Arguments: qlocker's path, the file to lock, hnadm's lock, and how that begins while the run holds it.
 * Says `held` when this process, or an earlier one for the same run, holds the file's lock, and `busy`
 * after five seconds in which nobody of that run did.
 *
 * Who holds it is the file's text: to open the file in order to lock it empties it (qlocker's w+), sdcadm
 * writes nothing there, and the holder writes again what was emptied. So whoever waits and then finds a
 * text knows that its writer lives. A file with the process' number would outlive its process.
 */
export const HOLD = `/* hnadm keeps sdcadm out while its own lock stands */
var fs = require('fs');
var args = process.argv.slice(1);
var qlocker = args[0], file = args[1], link = args[2], run = args[3];
var isHeld = false, looks = 0, strangers = 0;
process.on('uncaughtException', function (error) {
  write(2, error.message + '\\n');
  end();
});
// Never closed: a process that closes any descriptor of a file gives back its locks on it.
var fd = fs.openSync(file, 'w+', 420);

// Nobody may hear it, and /var/run may be full: no reason to let go of the lock.
function write(to, text, at) {
  try {
    fs.writeSync(to, text, at);
  } catch (error) {}
}
// exit() would wait for the thread that waits for the lock.
function end() {
  process.kill(process.pid, 'SIGKILL');
}
function target() {
  try {
    return fs.readlinkSync(link);
  } catch (error) {
    return error.code === 'ENOENT' || error.code === 'EINVAL' ? '' : run;
  }
}
function text() {
  var buffer = Buffer.alloc(1024);
  return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, buffer.length, 0));
}
function answer(word) {
  write(1, word + '\\n');
  end();
}
function look() {
  var found = target();
  looks += 1;
  strangers = found.indexOf(run) === 0 ? 0 : strangers + 1;
  // Once may be chance: ln -sf takes the old link away before it makes the new one.
  if (strangers > 1) end();
  else if (isHeld && strangers === 0 && fs.fstatSync(fd).size === 0) write(fd, found + '\\n', 0);
  else if (!isHeld && text().indexOf(run) === 0) answer('held');
  else if (!isHeld && looks > 10) answer('busy');
}
setInterval(look, 500);
require(qlocker).lock(file, function (error) {
  if (error) throw error;
  isHeld = true;
  look();
  write(1, 'held\\n');
});
`;
