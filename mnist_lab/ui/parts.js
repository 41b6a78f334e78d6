// What our figures in the browser share: elements, buttons with their icons, the page's theme, reduced motion.

export const still = matchMedia('(prefers-reduced-motion: reduce)')

export const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

export function lookOf(host) {
  const styles = getComputedStyle(host instanceof ShadowRoot ? host.host : host)
  const of = name => styles.getPropertyValue(`--st-${name}`).trim()
  const [text, paper, second, font] = ['text-color', 'background-color', 'secondary-background-color', 'font'].map(of)
  return { text, paper, second, font, primary: of('primary-color'), dark: brightness(paper) < 0.5, name: text + paper + second }
}

function brightness(colour) {
  const pen = new OffscreenCanvas(1, 1).getContext('2d')
  pen.fillStyle = colour || '#fff'
  pen.fillRect(0, 0, 1, 1)
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data
  return (0.3 * r + 0.59 * g + 0.11 * b) / 255
}

// Exchange the light page's colours for their twins; numbers travel as {dtype, bdata} and are left alone.
export function recoloured(value, swap) {
  if (typeof value === 'string') return swap[value.toLowerCase()] ?? value
  if (Array.isArray(value)) return value.every(entry => typeof entry === 'number') ? value : value.map(entry => recoloured(entry, swap))
  if (value === null || typeof value !== 'object' || 'bdata' in value) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, recoloured(entry, swap)]))
}

// Bytes travel as base64.
export const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0))

const ICONS = {
  play: 'M8 5v14l11-7z',
  pause: 'M6 5h4v14H6zM14 5h4v14h-4z',
  back: 'M6 6h2v12H6zM20 6v12L10 12z',
  again: 'M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z',
  next: 'M16 6h2v12h-2zM4 6v12l10-6z',
}
export const drawn = name => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`

export function button(name, label, press) {
  const made = element('button', { type: 'button', 'aria-label': label, title: label })
  made.innerHTML = drawn(name)
  made.onclick = press
  return made
}
