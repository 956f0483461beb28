/** Shorthand for findings. A code is one of the catalogue's table, and of that severity there. */
import type { CodeOf } from '../catalogue/findings.ts';
import type { Finding } from '../schemas/plan.ts';

/** No plan can be made until this is mended. */
export function error(code: CodeOf<'error'>, subject: string, message: string): Finding {
  return { severity: 'error', code, subject, message };
}

/** The plan stands, and a person must know this. */
export function warning(code: CodeOf<'warning'>, subject: string, message: string): Finding {
  return { severity: 'warning', code, subject, message };
}

/** Worth knowing. */
export function note(code: CodeOf<'note'>, subject: string, message: string): Finding {
  return { severity: 'note', code, subject, message };
}
