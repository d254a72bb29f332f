/** One of several processes that share the lives of a soak: told its share by the first, it tells what came of each. */
import { live, type Share } from './lives.ts';

process.once('message', (share: Share) => {
  void live(share, (told) => process.send?.(told)).then(
    () => process.disconnect(),
    (thrown: unknown) => {
      console.error(thrown);
      process.exitCode = 2;
      process.disconnect();
    },
  );
});
