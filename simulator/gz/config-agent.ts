/** One run of a zone's config-agent, which writes what has changed and ends (sdc-config-agent agent.js, -s). */
import { success } from './command.ts';
import { takeConfig } from '../zookeeper/control.ts';
import type { ZoneProgram } from './zone-program.ts';

export const configAgent: ZoneProgram = {
  words: ['/opt/smartdc/config-agent/build/node/bin/node', '/opt/smartdc/config-agent/agent.js', '-s'],
  takes: () => ['configSync'],
  end: ({ world, zone }) => {
    takeConfig(world, zone);
    return success();
  },
};
