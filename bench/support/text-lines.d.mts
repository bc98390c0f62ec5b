export const TEXT_LINES: Record<'en' | 'de' | 'zh' | 'fr' | 'es' | 'pl' | 'cs' | 'tr', string[]>;
