import type { ComponentChildren } from 'preact';

/** Decoration: the button around it has the name. */
function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg viewBox="0 0 24 24" width="1.5em" height="1.5em" aria-hidden="true">
      {children}
    </svg>
  );
}

const line = {
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 2,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const;

/** An open door: one door for everything. */
export const DoorIcon = () => (
  <Icon>
    <path d="M5 21V5.500A2.500 2.500 0 0 1 7.500 3h9A2.500 2.500 0 0 1 19 5.500V21" {...line} />
    <path d="M12 6.500 8.500 5v16l7-2V8z" fill="currentColor" />
    <path d="M3 21h18" {...line} />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M12 19V5m-6.500 6.500L12 5l6.500 6.500" {...line} />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9m5 0h2M4 17h3m5 0h8" {...line} />
    <circle cx="15.500" cy="7" r="2.500" {...line} />
    <circle cx="9.500" cy="17" r="2.500" {...line} />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" {...line} />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="m6 10 6 6 6-6" {...line} />
  </Icon>
);
