import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether certificates can be made here. */
export const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority of a test, in a folder of its own. */
export class Authority {
  /** Path of its certificate. */
  readonly file: string;
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    this.file = join(folder, `${name}.crt`);
    const subject = ['-subj', `/CN=${name}`, '-days', '2'];
    this.#openssl('req', '-x509', ...NEW_KEY, '-keyout', `${name}.key`, '-out', this.file, ...subject);
  }

  /** Signs a certificate for a host. @param days negative: it expired before */
  sign(host: string, days: number): { cert: string; key: string } {
    const id = `${host}${days}`;
    writeFileSync(join(this.#folder, `${id}.ext`), `subjectAltName=DNS:${host}\n`);
    this.#openssl('req', ...NEW_KEY, '-keyout', `${id}.key`, '-out', `${id}.csr`, '-subj', `/CN=${host}`);
    const signer = ['-CA', this.file, '-CAkey', `${this.#name}.key`, '-CAcreateserial', '-days', `${days}`];
    this.#openssl('x509', '-req', '-in', `${id}.csr`, ...signer, '-extfile', `${id}.ext`, '-out', `${id}.crt`);
    const read = (extension: string) => readFileSync(join(this.#folder, `${id}.${extension}`), 'utf8');
    return { cert: read('crt'), key: read('key') };
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'ignore' });
  }
}
