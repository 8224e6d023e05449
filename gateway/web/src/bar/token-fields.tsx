import { useState } from 'react';
import type { Pasted } from '../session/use-session.ts';
import { PURPOSES } from '../words/purposes.ts';
import { useLanguage, useWords } from '../words/words.ts';

interface Props {
  readonly pasted: Pasted | undefined;
  readonly onPaste: (pasted: Pasted | undefined) => void;
}

/** Where there is no development issuer: a token from elsewhere, held in memory only. */
export function TokenFields({ pasted, onPaste }: Props) {
  const words = useWords();
  const language = useLanguage();
  const [token, setToken] = useState('');
  const [purpose, setPurpose] = useState('');
  const use = () => onPaste({ token: token.trim(), purpose: purpose === '' ? null : purpose });
  return (
    <form
      className="token"
      onSubmit={(event) => {
        event.preventDefault();
        use();
        setToken('');
      }}
    >
      <label className="field wide">
        <span>{words.tokenField}</span>
        <input
          name="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={({ target }) => setToken(target.value)}
          aria-describedby="token-hint"
        />
      </label>
      <label className="field">
        <span>{words.purpose}</span>
        <select name="purpose" value={purpose} onChange={({ target }) => setPurpose(target.value)}>
          <option value="">{words.noPurpose}</option>
          {Object.entries(PURPOSES).map(([code, name]) => (
            <option key={code} value={code}>
              {name[language]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={token.trim() === ''}>
        {words.useToken}
      </button>
      {pasted && (
        <button type="button" onClick={() => onPaste(undefined)}>
          {words.forgetToken}
        </button>
      )}
    </form>
  );
}
