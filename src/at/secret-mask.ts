const remembered = 16;
// An empty text is two quotes, and hiding those would hide nothing and garble much.
const shortest = 3;

/** Hides the secrets that were sent lately, where a module repeats them: in an echo, or when it is asked. */
export class SecretMask {
  #secrets: readonly string[] = [];

  learn(secrets: readonly string[]): void {
    const fresh = secrets.filter((secret) => secret.length >= shortest && !this.#secrets.includes(secret));
    if (fresh.length > 0) this.#secrets = [...this.#secrets, ...fresh].slice(-remembered);
  }

  hide(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) {
      if (shown.includes(secret)) shown = shown.replaceAll(secret, '***');
    }
    return shown;
  }
}
