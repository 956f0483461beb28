/**
 * The recorded requests of the real services, sent to the simulator: the same status, code and shape
 * come back, but for the differences that are listed with their reason.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatacenter } from '../../simulator/datacenter.ts';
import { DIFFERENT, FIELDS, NOT_MODELLED, NOT_SENT } from './support/differences.ts';
import { datacenterOf, recordings, type Recorded } from './support/recorded.ts';
import { replay } from './support/replay.ts';

/** How many requests of each file are compared at least: a recording that is skipped shows here. */
const COMPARED: Readonly<Record<string, number>> = {
  napi: 180,
  'sapi-full': 120,
  vmapi: 65,
  cnapi: 35,
  imgapi: 18,
};

for (const [file, atLeast] of Object.entries(COMPARED)) {
  const service = file.replace('-full', '');
  const recorded = recordings(file);
  const notSent = new Set((NOT_SENT[file] ?? []).flatMap(([indices]) => indices));
  const different = new Map(
    (DIFFERENT[file] ?? []).flatMap(([indices, why]) => indices.map((index) => [index, why] as const)),
  );

  test(`${service} answers as it was recorded`, async (context) => {
    const usedFields = new Set<RegExp>();
    const isSame = (path: string): boolean => {
      const field = (FIELDS[file] ?? []).find(([pattern]) => pattern.test(path));
      if (field !== undefined) usedFields.add(field[0]);
      return field !== undefined;
    };
    const isSent = (one: Recorded, index: number): boolean =>
      !notSent.has(index) && !isNotModelled(service, one);
    const compared = await replay(
      createDatacenter(datacenterOf(file), { seed: 1 }),
      service,
      recorded,
      isSent,
      isSame,
    );
    const wrong = compared.filter(({ index, difference }) => (difference !== null) !== different.has(index));
    assert.deepEqual(wrong.map(told), [], 'answers that differ, or that are listed and no longer do');
    assert.ok(compared.length >= atLeast, `${String(compared.length)} requests were compared`);
    const unused = (FIELDS[file] ?? []).filter(([pattern]) => !usedFields.has(pattern));
    assert.deepEqual(unused, [], 'fields that are listed and no longer differ');
    context.diagnostic(
      `${service}: ${String(compared.length)} of ${String(recorded.length)} requests compared`,
    );
  });

  test(`${service} has no route that is listed as not modelled`, async () => {
    const listed = recorded.filter((one) => isNotModelled(service, one));
    const answers = await replay(
      createDatacenter(datacenterOf(file), { seed: 1 }),
      service,
      listed.map(({ request }) => ({ request, response: { status: 0, body: '' } })),
      () => true,
      () => true,
    );
    const answered = answers.filter(({ difference }) => !/here 40[45] /.test(difference ?? ''));
    assert.deepEqual(answered.map(told), []);
  });
}

function isNotModelled(service: string, { request }: Recorded): boolean {
  const [path = ''] = request.path.split('?');
  return NOT_MODELLED.some(
    ([api, method, pattern]) => api === service && method === request.method && pattern.test(path),
  );
}

function told({ index, request, difference }: Awaited<ReturnType<typeof replay>>[number]): string {
  return `#${String(index)} ${request}: ${difference ?? 'no longer differs'}`;
}
