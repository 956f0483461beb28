/** A transport that loses requests and answers, by a seed: the same losses each time. */
import { TransportError, type Transport } from '../../../triton/transport.ts';

/** `rate` of all calls are refused, as many are lost on their way there, and as many on the way back. */
export function lossy(transport: Transport, seed: number, rate: number): Transport {
  let state = seed;
  const draw = () => {
    // Numerical Recipes' generator: its low bits are poor, and only its high ones are used here.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  async function through<T>(work: () => Promise<T>): Promise<T> {
    const fate = draw();
    if (fate < rate) throw new TransportError('connection refused', false);
    if (fate < 2 * rate) throw new TransportError('lost on the way there', true);
    const answer = await work();
    if (fate < 3 * rate) throw new TransportError('lost on the way back', true);
    return answer;
  }
  return {
    request: (...args) => through(() => transport.request(...args)),
    run: (...args) => through(() => transport.run(...args)),
    pipe: (...args) => through(() => transport.pipe(...args)),
    put: (...args) => through(() => transport.put(...args)),
  };
}
