import {
  CONTEXT_HEADER,
  PROOF_HEADER,
  type ContextClaims,
  type ContextSigner,
  type Prover,
  type ToProve,
} from '@agency-graph/contract';

/** One HTTP request as its proof covers it. */
export type WireRequest = Pick<ToProve, 'method' | 'target' | 'host' | 'body'>;

/** Opened once a request of ours and agency: gives each question to it the headers that it is admitted by. */
export type WireHeaders = (claims: () => ContextClaims) => (request: WireRequest) => Readonly<Record<string, string>>;

/** The wire of an agency: one signed context for all questions, a fresh proof for each. */
export const signed =
  (signer: ContextSigner, prover: Prover): WireHeaders =>
  (claims) => {
    const { jws, context } = signer.sign(claims());
    let n = 0;
    return (request) => ({
      [CONTEXT_HEADER]: jws,
      [PROOF_HEADER]: prover.prove({ ...request, jti: context.jti, iat: context.iat, n: n++ }),
    });
  };

/** A plain subgraph is told nothing of the caller. */
export const UNSIGNED: WireHeaders = () => () => ({});
