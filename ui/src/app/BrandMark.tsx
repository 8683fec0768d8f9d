/** One door, ajar, with light in it. */
export function BrandMark({ size = "2rem" }: { size?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ width: size, height: size }}>
      <rect x="1" y="1" width="30" height="30" rx="7" fill="#0b5c67" />
      <path d="M9 26V10.5C9 7 12 4.8 16 4.8s7 2.2 7 5.7V26z" fill="#f2c14e" />
      <path d="M9 26V10.5C9 7 12 4.8 16 4.8c.5 0 1 0 1.4.1L18.6 8v18.9L9 26z" fill="#fffefb" />
      <circle cx="16.3" cy="16.8" r="1.15" fill="#0b5c67" />
      <path d="M5.5 26.4h21" stroke="#fffefb" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
