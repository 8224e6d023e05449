import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import { randomBytes } from 'node:crypto';

/** What a server shows, and proves: PEM. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

export interface Issued {
  /** The address that it is for. */
  readonly address?: string;
  /** Days from now until it ends. */
  readonly days?: number;
}

/** Who issues certificates to agencies. */
export interface Authority {
  /** Its own certificate, PEM. */
  readonly cert: string;
  issue(what?: Issued): Promise<Credentials>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

export async function makeAuthority(name: string): Promise<Authority> {
  const own = await makeKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    ...validFor(365),
    name: `CN=${name}`,
    keys: own,
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 1, true)],
  });
  return {
    cert: cert.toString('pem'),
    async issue({ address = '127.0.0.1', days = 30 } = {}) {
      const keys = await makeKeys();
      const issued = await X509CertificateGenerator.create({
        ...validFor(days),
        subject: 'CN=agency',
        issuer: cert.subject,
        publicKey: keys.publicKey,
        signingKey: own.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: address }])],
      });
      return credentials(issued, keys);
    },
  };
}

/** A certificate that only its holder vouches for. */
export async function selfSigned(): Promise<Credentials> {
  const keys = await makeKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    ...validFor(30),
    name: 'CN=agency',
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  return credentials(cert, keys);
}

const makeKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const validFor = (days: number) => ({
  serialNumber: randomBytes(8).toString('hex'),
  notBefore: new Date(Date.now() - 60 * DAY),
  notAfter: new Date(Date.now() + days * DAY),
});

async function credentials(cert: X509Certificate, { privateKey }: CryptoKeyPair): Promise<Credentials> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', privateKey));
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return { cert: cert.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n` };
}
