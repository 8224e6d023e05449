import { type Choice, usualChoice } from '../session/choice.ts';
import type { Persona } from '../session/personas.ts';
import { PERSONAS } from '../words/personas.ts';
import { PURPOSES } from '../words/purposes.ts';
import { useLanguage, useWords } from '../words/words.ts';
import { type Zone, ZONE_NAMES, ZONES } from '../words/zones.ts';
import { EndUserField } from './end-user-field.tsx';

interface Props {
  readonly personas: readonly Persona[];
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}

/** Who asks, what for and over which network; choosing another persona starts from how that one usually comes in. */
export function PersonaFields({ personas, choice, onChoose }: Props) {
  const words = useWords();
  const language = useLanguage();
  const purposes = choice.persona.purposes;
  return (
    <>
      <label className="field who">
        <span>{words.who}</span>
        <select
          name="persona"
          value={choice.persona.code}
          onChange={({ target }) => {
            const persona = personas.find(({ code }) => code === target.value);
            if (persona) onChoose(usualChoice(persona));
          }}
        >
          {personas.map(({ code, name }) => (
            <option key={code} value={code}>
              {code} · {PERSONAS[code]?.name[language] ?? name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{words.purpose}</span>
        <select
          name="purpose"
          value={choice.purpose ?? ''}
          onChange={({ target }) => onChoose({ ...choice, purpose: target.value === '' ? null : target.value })}
        >
          {purposes.map((code) => (
            <option key={code} value={code}>
              {PURPOSES[code]?.[language] ?? code}
            </option>
          ))}
          <option value="">{words.noPurpose}</option>
        </select>
      </label>
      <label className="field">
        <span>{words.zone}</span>
        <select
          name="zone"
          value={choice.zone}
          onChange={({ target }) => onChoose({ ...choice, zone: target.value as Zone })}
        >
          {ZONES.map((zone) => (
            <option key={zone} value={zone}>
              {ZONE_NAMES[zone][language]}
            </option>
          ))}
        </select>
      </label>
      {PERSONAS[choice.persona.code]?.application && (
        <EndUserField
          key={`${choice.persona.code}/${choice.endUser}`}
          value={choice.endUser}
          onCommit={(endUser) => onChoose({ ...choice, endUser })}
        />
      )}
    </>
  );
}
