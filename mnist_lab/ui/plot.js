// A Plotly figure that changes in place: same DOM node, zoom kept, no blank frame between two states.
//
// Streamlit calls draw() whenever the data or the theme changes, and drop() when the figure leaves the page.
// `data` is UTF-8 JSON: { figure, frames, alt, height, player, clicks, hovers, playback, dark } (see plot.py).

import { dragging, placeHandles } from './handles.js'
import { button, drawn, element, lookOf, recoloured, still } from './parts.js'

const views = new WeakMap() // element given by Streamlit -> what we know about its figure
const QUICK = 0.1 // seconds from frame to frame under a pointer that drags
const finger = matchMedia('(pointer: coarse)')
const CONFIG = { displaylogo: false, responsive: false, toImageButtonOptions: { scale: 3 }, scrollZoom: false }

let plotly // one promise for the whole page
const load = url =>
  (plotly ??= new Promise((done, failed) => {
    const script = document.createElement('script')
    script.src = new URL(url, document.baseURI).href
    script.onload = () => done(window.Plotly)
    script.onerror = () => failed(new Error('plotly.min.js did not arrive'))
    document.head.append(script)
  }))

export async function draw({ parentElement, data, setTriggerValue }, url) {
  const view = views.get(parentElement) ?? open(parentElement)
  const text = typeof data === 'string' ? data : new TextDecoder().decode(data)
  const look = lookOf(parentElement)
  view.send = event => setTriggerValue('event', event)
  if (text === view.text && look.name === view.look?.name) return
  const fresh = text !== view.text
  const given = JSON.parse(text)
  Object.assign(view, { text, look })
  view.root.setAttribute('aria-busy', true)
  if (!view.given) stretch(view, given) // what stands below has its place before Plotly is there
  try {
    const Plotly = await load(url)
    if (view.text !== text || view.look !== look || view.gone) return // a newer state has overtaken this one
    await paint(view, Plotly, given, fresh)
  } catch (error) {
    view.plot.textContent = `This figure could not be drawn: ${error.message}. Reload the page to try again.`
  }
  if (view.text === text && view.look === look) view.root.removeAttribute('aria-busy') // the newest state is on the page
}

// Streamlit also cleans up after a draw() that a newer one has overtaken: that figure is still on the page and stays.
export function drop(parentElement) {
  const view = views.get(parentElement)
  if (!view || parentElement.isConnected) return
  view.gone = true
  pause(view)
  view.size.disconnect()
  if (!view.plot._dragging) window.Plotly?.purge(view.plot) // the end of a drag still needs it
  views.delete(parentElement)
}

// ---------------------------------------------------------------------------------------------- the page around it

function open(host) {
  const root = host.querySelector('.lab-figure')
  const plot = root.querySelector('.lab-plot')
  const said = element('div', { class: 'lab-said', 'aria-live': 'polite' })
  root.append(said)
  const view = { root, plot, said, index: 0, timer: 0, cursor: null }
  Object.assign(view, { pause: () => pause(view), go: index => go(view, index, QUICK) })
  let width = 0
  view.size = new ResizeObserver(([{ contentRect }]) => {
    const shown = width && contentRect.width // not on its way in or out
    if (shown && Math.abs(contentRect.width - width) >= 1 && plot._fullLayout) resize(view)
    width = contentRect.width
  })
  view.size.observe(plot)
  views.set(host, view)
  return view
}

async function paint(view, Plotly, given, fresh) {
  const { figure, look } = { ...given, look: view.look }
  const drawing = JSON.stringify({ ...given, playback: null, look: look.name })
  if (drawing === view.drawing) return retime(view, given) // only the pace changed: what plays goes on playing
  view.drawing = drawing
  await stand(view)
  if (view.drawing !== drawing || view.gone) return // a newer state has overtaken this one
  const swap = look.dark ? given.dark : {}
  view.given = given
  view.frames = recoloured(given.frames, swap)
  view.root.setAttribute('aria-label', given.alt)
  view.index = keptFrame(view)
  const height = stretch(view, given)
  const layout = { ...recoloured(figure.layout, swap), ...surroundings(figure.layout, look), height }
  const zoomable = !layout.scene && layout.dragmode !== false
  if (zoomable && finger.matches) layout.dragmode = false // a finger scrolls the page, until it is told to zoom
  const cell = cellOf(layout, view.plot.clientWidth)
  const data = inFrame(view, recoloured(figure.data, swap)).map(trace => squares(view.frames.length ? everyPoint(trace) : trace, cell))
  await Plotly.react(view.plot, data, layout, { ...CONFIG, ...modebar(layout, zoomable) })
  if (view.gone) return
  dropGround(view)
  view.plot.classList.remove('lab-waiting')
  if (!view.listening) listen(view)
  if (given.clicks || given.hovers) view.plot.tabIndex = 0
  else view.plot.removeAttribute('tabindex')
  if (view.frames.length) readyPlayer(view, fresh)
  else view.player?.root.remove(), (view.player = null)
  placeHandles(view)
}

// A new figure begins with its first frame; one that answers a drag stays in the frame that was on the screen.
const keptFrame = view => (dragging(view) && view.index < view.frames.length ? view.index : 0)

function inFrame({ frames, index }, data) {
  if (!index) return data
  const { data: parts, traces } = frames[index]
  return data.map((trace, number) => (traces.includes(number) ? { ...trace, ...parts[traces.indexOf(number)] } : trace))
}

// Between two frames a line moves point by point, which needs all of its points.
const everyPoint = trace => (trace.type === 'scatter' ? { ...trace, line: { ...trace.line, simplify: false } } : trace)

// Markers with `meta.side` are squares of so many units of the axes (figures/tiles.py): their pixels follow the width.
// Words between them (`meta.words`) shrink with small squares, so that they do not run into them.
const squares = (trace, cell) => (sized(trace) ? { ...trace, ...squareLook(trace.meta, cell, trace) } : trace)
const sized = ({ meta }) => meta?.side || meta?.words

function squareLook({ side = 0, longest, words }, cell, { marker, textfont } = {}) {
  const letter = words ? Math.min(Math.max(0.8 * cell, 9), 14) : Math.min((side * cell) / (0.58 * longest + 0.5), 0.42 * cell, 17)
  return { marker: { ...marker, size: side * cell }, textfont: { ...textfont, size: Math.max(letter, 1) } }
}

// Cells that must stay square need less height where the page is narrow, as on a phone: what is below moves up.
function stretch({ root, plot }, given) {
  const width = plot.clientWidth
  const height = width ? Math.min(given.height, squareHeight(given.figure.layout, width)) : given.height
  const box = root.closest('[data-testid=stElementContainer]')
  const below = given.frames.length ? given.player + moreLines(root, given.frames) : 0
  plot.style.height = `${height}px`
  if (box) Object.assign(box.style, { height: `${height + below}px`, flexBasis: `${height + below}px` })
  return height
}

function squareHeight(layout, width) {
  const upright = Object.keys(layout).filter(name => name.startsWith('yaxis')).map(name => layout[name])
  const needs = upright.map(({ range, domain = [0, 1], scaleanchor }) => {
    const across = scaleanchor && layout[scaleanchor.replace('x', 'xaxis')]
    if (!across?.range || !range || !layout.margin) return Infinity
    const [left, right] = across.domain ?? [0, 1]
    const room = (width - layout.margin.l - layout.margin.r) * (right - left)
    return (room * span(range)) / span(across.range) / (domain[1] - domain[0])
  })
  if (!needs.length || Math.max(...needs) === Infinity) return Infinity
  const least = upright.some(({ title }) => title?.text) ? 150 : 0 // room for the words beside it
  return Math.max(Math.ceil(Math.max(...needs) + layout.margin.t + layout.margin.b), least)
}

// The player has room for two lines; on a phone the longest of its captions may need more.
function moreLines(root, frames) {
  const longest = frames.reduce((most, { name }) => (name?.length > most.length ? name : most), '')
  const lines = element('p', { class: 'lab-caption', style: 'position: absolute; inset: 0 0 auto; visibility: hidden' }, longest)
  root.append(lines)
  const more = lines.offsetHeight - 2 * parseFloat(getComputedStyle(lines).lineHeight)
  lines.remove()
  return Math.max(0, Math.round(more))
}

const span = ([from, to]) => Math.abs(to - from)

function cellOf({ xaxis, yaxis, margin, height }, width) {
  if (!xaxis?.range || !yaxis?.range || !margin) return 0
  return Math.min((width - margin.l - margin.r) / span(xaxis.range), (height - margin.t - margin.b) / span(yaxis.range))
}

async function resize(view) {
  const height = stretch(view, view.given)
  await window.Plotly.Plots.resize(view.plot)
  if (view.gone) return
  dropGround(view)
  placeHandles(view)
  const cell = cellOf({ ...view.plot.layout, height }, view.plot.clientWidth)
  const places = [...view.plot.data.keys()].filter(place => sized(view.plot.data[place]))
  if (!places.length) return
  const looks = places.map(place => squareLook(view.plot.data[place].meta, cell))
  const sizes = { 'marker.size': looks.map(({ marker }) => marker.size), 'textfont.size': looks.map(({ textfont }) => textfont.size) }
  window.Plotly.restyle(view.plot, sizes, places)
}

function modebar({ scene }, zoomable) {
  if (scene) return { modeBarButtons: [['toImage', 'resetCameraDefault3d']] }
  if (!zoomable) return { modeBarButtons: [['toImage']] }
  return { modeBarButtons: [['toImage', ...(finger.matches ? [zoomByFinger()] : []), 'resetScale2d']] }
}

const zoomByFinger = () => ({
  name: 'zoomByFinger',
  title: 'Zoom with a finger',
  attr: 'dragmode',
  val: 'zoom',
  icon: window.Plotly.Icons.zoombox,
  click: plot => window.Plotly.relayout(plot, 'dragmode', plot._fullLayout.dragmode === 'zoom' ? false : 'zoom'),
})

// ------------------------------------------------------------------------------------------------------- the theme

function surroundings(layout, { text, second, font, primary }) {
  const hover = layout.hoverlabel ?? {}
  return {
    font: { family: font, size: 14, color: text, ...layout.font },
    hoverlabel: { bgcolor: second, bordercolor: text, ...hover, font: { family: font, color: text, ...hover.font } },
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: 'rgba(128,136,148,0.7)', activecolor: primary, ...layout.modebar },
    uirevision: layout.uirevision ?? 'keep',
    autosize: true,
  }
}

// ------------------------------------------------------------------------------- what the reader points at, to Python

function listen(view) {
  view.listening = true
  view.plot.on('plotly_click', ({ points }) => view.given.clicks && tell(view, 'click', points[0]))
  view.plot.on('plotly_hover', ({ points }) => view.given.hovers && hover(view, points[0]))
  view.plot.on('plotly_unhover', () => view.given.hovers && leave(view))
  view.plot.addEventListener('keydown', event => walk(view, event))
}

function tell(view, kind, { curveNumber, pointNumber, pointIndex, x, y, z, customdata }) {
  view.send({ kind, trace: curveNumber, index: pointNumber ?? pointIndex, x, y, z, customdata })
}

// At most one message every 100 ms, and the last place always arrives.
function hover(view, point) {
  clearTimeout(view.hovering)
  view.hovering = setTimeout(() => {
    const place = `${point.curveNumber}/${point.pointNumber}`
    if (place !== view.hovered) tell(view, 'hover', point)
    view.hovered = place
  }, 100)
}

function leave(view) {
  clearTimeout(view.hovering)
  if (view.hovered) view.send({ kind: 'leave', trace: -1, index: -1 })
  view.hovered = null
}

// By keyboard: arrows walk over the points of a trace or the cells of a heat map, Enter or space clicks.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] }

function walk(view, event) {
  const there = view.plot._fullData?.filter(({ visible, hoverinfo }) => visible === true && hoverinfo !== 'skip') ?? []
  const trace = there.find(({ meta }) => meta?.cursor) ?? there[0]
  if (event.target !== view.plot || !trace || !(view.given.clicks || view.given.hovers)) return
  const point = view.cursor && pointAt(trace, view.cursor)
  if (STEPS[event.key]) view.cursor = moved(view, trace, STEPS[event.key])
  else if (point && view.given.clicks && ['Enter', ' '].includes(event.key)) tell(view, 'click', point)
  else return
  event.preventDefault()
  if (STEPS[event.key]) show(view, trace, pointAt(trace, view.cursor))
}

function moved({ cursor, plot }, trace, [up, right]) {
  const rows = trace.z ? trace.z.length : 1
  const columns = trace.z ? trace.z[0].length : (trace.x ?? trace.y).length
  if (!cursor) return [0, 0]
  if (trace.meta?.side) return [0, neighbour(trace, cursor[1], right, -up)]
  const [bottom, top] = plot._fullLayout.yaxis?.range ?? [0, 1]
  const flipped = top < bottom ? -1 : 1 // rows counted from the top, as in a picture
  const row = cursor[0] + (trace.z ? up * flipped : 0)
  const column = cursor[1] + (trace.z ? right : right + up)
  return [Math.min(Math.max(row, 0), rows - 1), Math.min(Math.max(column, 0), columns - 1)]
}

// The nearest square in a direction (right, down); the same one where there is none.
function neighbour({ x, y }, from, right, down) {
  const far = to => {
    const [across, along] = [x[to] - x[from], y[to] - y[from]]
    const ahead = across * right + along * down
    return ahead > 0.5 ? ahead + 3 * Math.abs(across * down + along * right) : Infinity
  }
  return [...x.keys()].reduce((best, to) => (far(to) < far(best) ? to : best), from)
}

function pointAt(trace, [row, column]) {
  const { index: curveNumber, x, y, z, customdata } = trace
  if (!z) return { curveNumber, pointNumber: column, x: x?.[column] ?? column, y: y?.[column], customdata: customdata?.[column] }
  const place = { x: x?.[column] ?? column, y: y?.[row] ?? row, z: z[row]?.[column], customdata: customdata?.[row]?.[column] }
  return { curveNumber, pointNumber: [row, column], ...place }
}

function show(view, trace, point) {
  const subplot = trace.xaxis + trace.yaxis
  const target = trace.z ? { xval: point.x, yval: point.y } : { curveNumber: point.curveNumber, pointNumber: point.pointNumber }
  window.Plotly.Fx.hover(view.plot, [target], subplot)
  view.said.textContent = [point.x, point.y, point.z].filter(value => value !== undefined).join(', ')
}

// --------------------------------------------------------------------------------------------- frames, played in place

function readyPlayer(view, fresh) {
  view.player ??= newPlayer(view)
  view.player.scrub.max = view.frames.length - 1
  if (!fresh) return go(view, view.index, 0) // only the theme changed
  pause(view)
  const { autoplay } = view.given.playback
  mark(view, view.index)
  if (autoplay && !still.matches && !dragging(view)) play(view)
}

function newPlayer(view) {
  const stepTo = index => (pause(view), go(view, index, view.given.playback.seconds), report(view))
  const toggle = button('play', 'Play', () => (view.timer ? (pause(view), report(view)) : play(view)))
  const back = button('back', 'Step back', () => stepTo(view.index - 1))
  const next = button('next', 'Step', () => stepTo(view.index + 1))
  const scrub = element('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Step of the animation' })
  scrub.oninput = () => (pause(view), go(view, +scrub.value, 0))
  scrub.onchange = () => report(view)
  const caption = element('p', { class: 'lab-caption', 'aria-live': 'polite' })
  const root = element('div', { class: 'lab-player' }, element('div', {}, toggle, back, next, scrub), caption)
  view.root.append(root)
  return { root, toggle, back, next, scrub, caption }
}

function mark(view, index) {
  const { scrub, caption, back, next } = view.player
  const last = view.frames.length - 1
  view.index = index
  scrub.value = index
  back.disabled = index === 0
  next.disabled = index === last
  caption.textContent = view.frames[index].name ?? ''
  scrub.setAttribute('aria-valuetext', `${index + 1} of ${last + 1}: ${caption.textContent}`)
}

function go(view, index, seconds) {
  const to = Math.min(Math.max(index, 0), view.frames.length - 1)
  const { data, traces, layout } = view.frames[to]
  const duration = still.matches ? 0 : Math.max(seconds * 1000, 1) // 0 would leave a running move of markers to end after it
  const redraw = Boolean(layout) || !data.every(({ type }) => type === 'scatter' || type === 'bar')
  mark(view, to)
  follow(view, duration)
  placeHandles(view, duration / 1000)
  if (!redraw) keepGround(view)
  const step = window.Plotly.animate(
    view.plot,
    { data, traces, layout },
    { mode: 'immediate', transition: { duration, easing: 'cubic-in-out' }, frame: { duration, redraw } },
  )
    .catch(() => {}) // a newer step has taken its place
    .finally(() => view.step === step && (view.step = null))
  return (view.step = step)
}

// Where a picture is wider than the screen, what works now is brought to its middle.
function follow({ root, plot, frames, index }, duration) {
  const { focus } = frames[index]
  if (focus === undefined || root.scrollWidth <= root.clientWidth) return
  const { xaxis } = plot._fullLayout
  const left = xaxis._offset + xaxis.c2p(focus) - root.clientWidth / 2
  root.scrollTo({ left, behavior: duration > 1 ? 'smooth' : 'instant' })
}

// Plotly takes contours and heat maps away while lines and points move over them: a copy of them stays. It has none of
// Plotly's classes, by which Plotly would take it for its own.
function keepGround(view) {
  const layers = [...view.plot.querySelectorAll('.contourlayer, .heatmaplayer')].filter(layer => layer.hasChildNodes())
  for (const layer of layers) {
    const copy = layer.cloneNode(true)
    for (const part of copy.querySelectorAll('[class]')) part.removeAttribute('class')
    copy.setAttribute('class', 'lab-ground')
    layer.parentNode.prepend(copy)
    layer.replaceChildren()
  }
}

// Once Plotly has drawn everything anew, the copies have had their day.
const dropGround = view => view.plot.querySelectorAll('.lab-ground').forEach(copy => copy.remove())

// A new figure that is drawn while the old one moves would keep the old one's axes: first the step that runs ends at once.
async function stand(view) {
  if (view.timer) pause(view)
  if (view.step) await go(view, view.index, 0)
}

function play(view) {
  if (view.index === view.frames.length - 1) go(view, 0, 0)
  const { seconds } = view.given.playback
  const tick = () => {
    if (view.index >= view.frames.length - 1) return pause(view), report(view)
    go(view, view.index + 1, seconds)
  }
  view.timer = setInterval(tick, seconds * 1000)
  face(view, 'pause', 'Pause')
  tick()
}

function retime(view, given) {
  const plays = view.timer
  view.given = given
  if (plays) pause(view), play(view)
}

function pause(view) {
  clearInterval(view.timer)
  view.timer = 0
  if (view.player) face(view, 'play', 'Play')
}

function face({ player }, icon, label) {
  player.toggle.innerHTML = drawn(icon)
  player.toggle.title = label
  player.toggle.setAttribute('aria-label', label)
}

function report(view) {
  if (view.given.playback.tell) view.send({ kind: 'frame', trace: -1, index: view.index })
}
