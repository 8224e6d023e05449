import { useState } from 'react';
import { useWords } from '../words/words.ts';

/** What the development issuer accepts. Characters. */
const LONGEST = 64;

interface Props {
  readonly value: string;
  readonly onCommit: (endUser: string) => void;
}

/** The person an application acts for; taken when the field is left or Enter pressed, for each change asks for a new token. */
export function EndUserField({ value, onCommit }: Props) {
  const words = useWords();
  const [draft, setDraft] = useState(value);
  const commit = () => {
    if (draft.trim() !== value) onCommit(draft.trim());
  };
  return (
    <label className="field end-user">
      <span>{words.endUser}</span>
      <input
        name="endUser"
        type="text"
        autoComplete="off"
        maxLength={LONGEST}
        spellCheck={false}
        placeholder={words.endUserHint}
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={commit}
        onKeyDown={({ key }) => key === 'Enter' && commit()}
      />
    </label>
  );
}
