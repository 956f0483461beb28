/** The version of hnadm: it is printed, and written into every plan and journal. */
import manifest from '../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
