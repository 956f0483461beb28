/** Addresses inside values: found and replaced where they stand as a whole, and nowhere else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addressFinder, withAddresses } from '../../schemas/addresses-in.ts';
import { holds, runs } from '../support/property.ts';

const OLD = '10.0.0.1';
const change = [{ old: OLD, new: '10.0.0.77' }];

describe('an address in a value', () => {
  const whole: readonly (readonly [unknown, unknown])[] = [
    ['10.0.0.1', '10.0.0.77'],
    ['10.0.0.10,10.0.0.1,10.0.0.11', '10.0.0.10,10.0.0.77,10.0.0.11'],
    ['10.0.0.1, 10.0.0.1', '10.0.0.77, 10.0.0.77'],
    ['http://10.0.0.1:8080/x', 'http://10.0.0.77:8080/x'],
    ['http://10.0.0.1', 'http://10.0.0.77'],
    ['guest:<hmac-sha256:10aa>:10.0.0.1:5672', 'guest:<hmac-sha256:10aa>:10.0.0.77:5672'],
    ['10.0.0.1/32', '10.0.0.77/32'],
    ['It is 10.0.0.1.', 'It is 10.0.0.77.'],
    ['[10.0.0.1]', '[10.0.0.77]'],
    ['a=10.0.0.1\nb="10.0.0.1"', 'a=10.0.0.77\nb="10.0.0.77"'],
    [
      [{ host: '10.0.0.1', port: 2181, last: true }, null],
      [{ host: '10.0.0.77', port: 2181, last: true }, null],
    ],
    [{ '10.0.0.1': ['10.0.0.1'] }, { '10.0.0.1': ['10.0.0.77'] }],
  ];
  for (const [value, wanted] of whole) {
    it(`is found in ${JSON.stringify(value)}`, () => {
      assert.deepEqual(addressFinder([OLD])(value), [OLD]);
      assert.deepEqual(withAddresses(value, change), wanted);
    });
  }

  const others: readonly unknown[] = [
    '10.0.0.10',
    '110.0.0.1',
    '1.10.0.0.1',
    '10.0.0.1.5',
    '10.0.0.1.in-addr.arpa',
    'x10.0.0.1',
    '10.0.0.1x',
    '10_0_0_1',
    '10a0b0c1',
    '10.0.0.',
    '',
    7,
    null,
    { '10.0.0.1': true },
  ];
  for (const value of others) {
    it(`is not found in ${JSON.stringify(value)}`, () => {
      assert.deepEqual(addressFinder([OLD])(value), []);
      assert.deepEqual(withAddresses(value, change), value);
    });
  }

  it('is found in version 6, in either case', () => {
    const find = addressFinder(['fd00::1']);
    assert.deepEqual(find('http://[FD00::1]:80'), ['fd00::1']);
    for (const value of ['fd00::10', 'fd00::1:1', '0:fd00::1', 'afd00::1'])
      assert.deepEqual(find(value), [], value);
  });

  it('of several, each becomes its own new one, whatever the others become', () => {
    const swap = [
      { old: '10.0.0.1', new: '10.0.0.2' },
      { old: '10.0.0.2', new: '10.0.0.1' },
    ];
    assert.equal(withAddresses('10.0.0.1,10.0.0.2', swap), '10.0.0.2,10.0.0.1');
    assert.deepEqual(addressFinder(['10.0.0.2', '10.0.0.1', '10.0.0.3'])('10.0.0.1 10.0.0.2'), [
      '10.0.0.2',
      '10.0.0.1',
    ]);
  });

  it('comes back to what it was, in any text that has not the new one', () => {
    const piece = fc.constantFrom('10.0.0.1', '10.0.0.11', '1', '.', ',', ':', ' ', 'a', '"', '10.0.0.1.');
    holds(fc.array(piece), runs(200), (pieces) => {
      const text = pieces.join('');
      const there = withAddresses(text, change);
      assert.deepEqual(addressFinder([OLD])(there), [], text);
      assert.equal(withAddresses(there, [{ old: '10.0.0.77', new: OLD }]), text);
    });
  });
});
