/** Shorthand for findings. Codes are stable: scripts and runbooks name them. */
import type { Finding } from '../schemas/plan.ts';

/** No plan can be made until this is mended. */
export function error(code: string, subject: string, message: string): Finding {
  return { severity: 'error', code, subject, message };
}

/** The plan stands, and a person must know this. */
export function warning(code: string, subject: string, message: string): Finding {
  return { severity: 'warning', code, subject, message };
}

/** Worth knowing. */
export function note(code: string, subject: string, message: string): Finding {
  return { severity: 'note', code, subject, message };
}
