// Time that cannot be set: seconds of work on an interview, added up over restarts.
let since = performance.now();

/** Begin to count for an interview that is opened or resumed. */
export function begin() { since = performance.now(); }

/** Return the whole seconds since the last call and keep the rest. */
export function passed() {
  const whole = Math.floor((performance.now() - since) / 1000);
  since += whole * 1000;
  return whole;
}
