/**
 * A headnode's /usbkey/config: the keys that were recorded of it, as lines of a file that commands read and write.
 * Two of them are no lines: what of the key's platforms and extra files there is.
 */
import { written } from './rows.ts';
import type { Row, World } from './world.ts';

const PATH = '/usbkey/config';

/** Lays the file down, where something was recorded. */
export function putConfig(world: World, server: string, usbkey: Row | undefined): void {
  const lines = keysOf(usbkey).map((key) => `${key}=${valueText(usbkey?.[key])}`);
  if (lines.length === 0) return;
  const content = `# headnode configuration\n${lines.join('\n')}\n`;
  world.files.set(`${server}:${PATH}`, { content, mode: 0o600 });
}

/** The recorded keys with the values that the file has now. */
export function usbkeyNow(world: World, server: string, usbkey: Row): Row {
  const lines = world.files.get(`${server}:${PATH}`)?.content.split('\n') ?? [];
  const now = keysOf(usbkey).map((key) => {
    const line = lines.find((one) => one.startsWith(`${key}=`));
    const text = line?.slice(key.length + 1);
    return [key, text === undefined || text === valueText(usbkey[key]) ? usbkey[key] : text] as const;
  });
  return { ...usbkey, ...Object.fromEntries(now) };
}

function keysOf(usbkey: Row | undefined): readonly string[] {
  return Object.keys(usbkey ?? {}).filter((key) => key !== 'platforms' && key !== 'extra');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : written(value);
}
