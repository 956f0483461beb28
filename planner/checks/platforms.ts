/** Which platforms the headnodes run and will boot: a reboot in the middle of a move must bring no other. */
import type { Finding } from '../../schemas/plan.ts';
import type { CnapiServer } from '../../schemas/snapshot.ts';
import { note } from '../findings.ts';
import { headnodes, listed, type Survey } from './survey.ts';

interface Platforms {
  readonly hostname: string;
  readonly runs: string;
  /** Null where CNAPI does not tell. */
  readonly boots: string | null;
}

/** Findings about the headnodes' platforms. */
export function checkPlatforms(survey: Survey): readonly Finding[] {
  const known = headnodes(survey).flatMap((server): readonly Platforms[] => {
    const runs = text(server, 'current_platform');
    return runs === null ? [] : [{ hostname: server.hostname, runs, boots: text(server, 'boot_platform') }];
  });
  return [...pending(known), ...different(known)];
}

function pending(known: readonly Platforms[]): readonly Finding[] {
  const others = known.flatMap(({ hostname, runs, boots }) =>
    boots === null || boots === runs ? [] : [`${hostname} runs ${runs} and would boot ${boots}`],
  );
  if (others.length === 0) return [];
  return [
    note(
      'platform-pending',
      'platforms',
      `Headnodes would boot another platform than they run: ${listed(others)}. Reboot them before the move or after it, not meanwhile.`,
    ),
  ];
}

function different(known: readonly Platforms[]): readonly Finding[] {
  if (new Set(known.map(({ runs }) => runs)).size < 2) return [];
  return [
    note(
      'platforms-differ',
      'platforms',
      `Headnodes run different platforms: ${listed(known.map(({ hostname, runs }) => `${hostname} ${runs}`))}. Update them to one with \`sdcadm platform assign\`.`,
    ),
  ];
}

function text(server: CnapiServer, key: string): string | null {
  const value = server[key];
  return typeof value === 'string' && value !== '' ? value : null;
}
