export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="8" fill="var(--accent-soft)" />
      <path d="M5 18.5c3.2 0 3.8-8 7.4-8s4.4 11 8 11 3.4-6 6.6-6" fill="none" stroke="var(--accent)" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
