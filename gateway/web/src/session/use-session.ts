import { useEffect, useState } from 'react';
import { type Choice, firstChoice } from './choice.ts';
import { type Development, fetchDevelopment } from './personas.ts';
import { developmentSession, pastedSession, type Session, type TokenState } from './session.ts';

/** A pasted token and its purpose; it lives in this page's memory and nowhere else. */
export interface Pasted {
  readonly token: string;
  readonly purpose: string | null;
}

/** Who is asking: the development personas where the gateway offers them, else a pasted token. */
export interface SessionState {
  /** `undefined` until the gateway has said whether it has personas, `null` when it has none. */
  readonly development: Development | null | undefined;
  readonly choice: Choice | undefined;
  choose(choice: Choice): void;
  readonly pasted: Pasted | undefined;
  paste(pasted: Pasted | undefined): void;
  readonly session: Session | undefined;
  readonly tokenState: TokenState;
  /** The gateway could not be asked for its personas. */
  readonly failure: string | undefined;
}

const WAITING: TokenState = { kind: 'waiting' };

export function useSession(): SessionState {
  const [development, setDevelopment] = useState<Development | null>();
  const [choice, choose] = useState<Choice>();
  const [pasted, paste] = useState<Pasted>();
  const [session, setSession] = useState<Session>();
  const [tokenState, setTokenState] = useState<TokenState>(WAITING);
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    fetchDevelopment().then(
      (offered) => {
        setDevelopment(offered);
        choose(offered ? firstChoice(offered.personas) : undefined);
      },
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    );
  }, []);

  useEffect(() => {
    if (!choice) {
      setSession(pasted && pastedSession(pasted.token, pasted.purpose));
      return;
    }
    let latest = true;
    setTokenState(WAITING);
    setSession(developmentSession(choice, (state) => latest && setTokenState(state)));
    return () => {
      latest = false;
    };
  }, [choice, pasted]);

  return { development, choice, choose, pasted, paste, session, tokenState, failure };
}
