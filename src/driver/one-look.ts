/**
 * Makes one look enough for everybody who asks for it. Who asks while one goes on shares the one that follows it, which
 * sees what the first may have missed: however many ask, no more than one waits.
 *
 * @param look given the signal of whoever made it begin; all who ask have to end with the same
 */
export function oneLook(look: (signal: AbortSignal) => Promise<void>): (signal: AbortSignal) => Promise<void> {
  let current: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  const begin = (signal: AbortSignal): Promise<void> => {
    current = look(signal).finally(() => {
      current = undefined;
    });
    return current;
  };
  return (signal) => {
    if (current === undefined) return begin(signal);
    following ??= current
      // Whether it failed is for those to hear who asked for it.
      .catch(() => undefined)
      .then(() => {
        following = undefined;
        return begin(signal);
      });
    return following;
  };
}
