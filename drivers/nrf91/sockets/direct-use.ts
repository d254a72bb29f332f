const key = 'socket commands of the application';

/** How often the application sent socket commands of its own. */
export const directUses = (memory: ReadonlyMap<string, unknown>): number => Number(memory.get(key) ?? 0);

/** The application is about to send a command: with a socket command it may select another socket. */
export function noteDirectUse(memory: Map<string, unknown>, text: string): void {
  if (/#X/i.test(text)) memory.set(key, directUses(memory) + 1);
}
