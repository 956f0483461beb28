/**
 * Processes of this machine, as locks name them. A number alone is not enough: after a crash, or a
 * reboot, it is soon somebody else's, and a lock would be taken for held by a stranger.
 */
import { readFileSync } from 'node:fs';
import type { ProcessId, Processes } from '../executor/lock-holder.ts';

/** The machine's processes. */
export function processesHere(): Processes {
  return {
    own: { pid: process.pid, start: startOf(process.pid) },
    isAlive: ({ pid, start }) => isRunning(pid) && (start === '' || startOf(pid) === start),
  };
}

/** Signal 0 is not sent, but its permission is checked: EPERM says that somebody else's process is there. */
function isRunning(pid: ProcessId['pid']): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * When a process started, in clock ticks since the machine did (field 22 of proc(5)'s stat); `''` where
 * the machine has no such file, as illumos, whose /proc is binary.
 */
function startOf(pid: ProcessId['pid']): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything, brackets too.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
