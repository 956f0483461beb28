/** Etags of records: eight hexadecimal digits over the content, as moray's are. */

/** FNV-1a of a record's JSON. */
export function etagOf(record: unknown): string {
  const json = JSON.stringify(record);
  let hash = 0x811c9dc5;
  for (let at = 0; at < json.length; at += 1) hash = Math.imul(hash ^ json.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
