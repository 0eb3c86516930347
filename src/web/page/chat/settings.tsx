import { useEffect, useRef, useState } from 'preact/hooks';
import { CloseIcon } from './icons.tsx';
import type { Preferences } from './preferences.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Strings } from './strings.ts';

export interface SettingsProps {
  readonly strings: Strings;
  readonly preferences: Preferences;
  readonly onChange: (part: Partial<Preferences>) => void;
  /** Not in the widget: what would be printed there is the host's page. */
  readonly canPrint: boolean;
  readonly onFresh: () => void;
  readonly onClose: () => void;
}

/** Language, text size, appearance, print, new conversation. A native dialog: focus and Escape are the browser's. */
export function Settings({ strings, preferences, canPrint, onChange, onFresh, onClose }: SettingsProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asking, setAsking] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape, which the browser handles.
    <dialog
      ref={dialog}
      class="settings"
      aria-label={strings.settings}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="inside">
        <div class="head">
          <h2>{strings.settings}</h2>
          <button type="button" class="icon" aria-label={strings.close} onClick={close}>
            <CloseIcon />
          </button>
        </div>
        <Options
          legend={strings.language}
          name="language"
          value={preferences.language}
          options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]])}
          onPick={(language) => onChange({ language })}
        />
        <Options
          legend={strings.textSize}
          name="size"
          value={preferences.size}
          options={[
            [0, strings.sizes[0]],
            [1, strings.sizes[1]],
            [2, strings.sizes[2]],
          ]}
          onPick={(size) => onChange({ size })}
        />
        <Options
          legend={strings.theme}
          name="theme"
          value={preferences.theme}
          options={[
            ['auto', strings.themes.auto],
            ['light', strings.themes.light],
            ['dark', strings.themes.dark],
          ]}
          onPick={(theme) => onChange({ theme })}
        />
        <div class="actions">
          {canPrint && (
            <button
              type="button"
              onClick={() => {
                close();
                window.print();
              }}
            >
              {strings.print}
            </button>
          )}
          {asking ? (
            <div role="alert" class="sure">
              <p>{strings.freshQuestion}</p>
              <button
                type="button"
                class="strong"
                onClick={() => {
                  close();
                  onFresh();
                }}
              >
                {strings.freshYes}
              </button>{' '}
              <button type="button" onClick={() => setAsking(false)}>
                {strings.freshNo}
              </button>
            </div>
          ) : (
            <button type="button" onClick={() => setAsking(true)}>
              {strings.fresh}
            </button>
          )}
        </div>
      </div>
    </dialog>
  );
}

function Options<T extends string | number>(props: {
  legend: string;
  name: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
}) {
  return (
    <fieldset>
      <legend>{props.legend}</legend>
      <div class="options">
        {props.options.map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name={props.name}
              checked={value === props.value}
              onChange={() => props.onPick(value)}
            />
            <span lang={props.name === 'language' ? String(value) : undefined}>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
