// A shorter value is found in everything: blotting it out would hide the text and not the secret.
const shortestSecret = 4;

const special = /[.*+?^${}()|[\]\\]/g;

/** Makes a function that blots the given secrets out of any text, where they stand as words of their own. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const worth = secrets.filter((secret) => secret.length >= shortestSecret);
  if (worth.length === 0) return (text) => text;
  worth.sort((a, b) => b.length - a.length);
  const words = worth.map((secret) => secret.replace(special, String.raw`\$&`)).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'gu');
  return (text) => text.replace(pattern, '***');
}
