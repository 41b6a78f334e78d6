// A plane that moves: layers of lines, points and arrows, played, scrubbed, hovered, with tips to drag.
//
// Streamlit calls draw() whenever the data or the theme changes, and drop() when the plane leaves the page.
// `data` is UTF-8 JSON of a Scene (figures/plane.py) with { alt, height, player, seconds, clicks, play, answered } (plane.py).
// All maps and places come from Python; here they are only drawn, and followed by the pointer while it drags a tip.

import { button, bytes, drawn, element, lookOf, recoloured, still } from './parts.js'

const views = new WeakMap() // element given by Streamlit -> what we know about its plane
const SNAP = 0.05 // units: where a dragged tip can stand
const REST = 0.6 // seconds at the end before a loop begins again
const SPEEDS = { '¼ ×': 0.25, '½ ×': 0.5, '1 ×': 1, '2 ×': 2 }

export function draw({ parentElement, data, setTriggerValue }) {
  const view = views.get(parentElement) ?? open(parentElement)
  const text = typeof data === 'string' ? data : new TextDecoder().decode(data)
  const look = lookOf(parentElement)
  view.send = event => setTriggerValue('event', { ...event, id: Date.now() })
  if (text === view.text && look.name === view.look?.name) return
  const fresh = text !== view.text
  Object.assign(view, { text, look })
  take(view, JSON.parse(text), fresh)
}

// Streamlit also cleans up after a draw() that a newer one has overtaken: that plane is still on the page and stays.
export function drop(parentElement) {
  const view = views.get(parentElement)
  if (!view || parentElement.isConnected) return
  pause(view)
  view.size.disconnect()
  views.delete(parentElement)
}

function open(host) {
  const root = host.querySelector('.lab-plane')
  const stage = root.querySelector('.lab-stage')
  const hint = element('div', { class: 'lab-hint', hidden: '' })
  const view = { root, stage, hint, planes: [], frame: 0, speed: 1, loop: false, timer: 0, live: null }
  view.player = newPlayer(view)
  root.append(hint, view.player.root)
  view.size = new ResizeObserver(() => view.given && (stretch(view), repaint(view)))
  view.size.observe(stage)
  views.set(host, view)
  return view
}

// ------------------------------------------------------------------------------------------------------ what is given

function take(view, given, fresh) {
  const { dark, planes, tracks, ...rest } = given
  const before = view.given
  const moves = JSON.stringify(tracks)
  const other = moves !== view.moves
  Object.assign(view, { given: rest, moves, last: given.captions.length - 1 })
  view.tracks = Object.fromEntries(Object.entries(tracks).map(([name, track]) => [name, unpackedTrack(track)]))
  view.data = planes
  view.stage.classList.remove('lab-waiting')
  setPlanes(view, planes, view.look.dark ? dark : {})
  stretch(view)
  view.player.scrub.max = view.last
  if (fresh && !view.held) view.live = null
  if (!before || (fresh && other && !view.timer)) view.frame = view.last
  view.frame = Math.min(view.frame, view.last)
  if (before && given.play !== before.play) play(view, 0)
  repaint(view)
}

const floats = text => new Float32Array(bytes(text).buffer)

function unpackedTrack({ maps, places, at }) {
  return maps === undefined ? { places: floats(places), at } : { maps: floats(maps) }
}

function unpackedLayer(layer) {
  const { sheets } = layer
  const pixels = sheets && bytes(sheets.bytes)
  return { ...layer, points: floats(layer.points), sheets: sheets && { shape: sheets.shape, pixels, drawn: [] } }
}

function setPlanes(view, planes, swap) {
  while (view.planes.length < planes.length) view.planes.push(newPlane(view))
  while (view.planes.length > planes.length) view.planes.pop().root.remove()
  planes.forEach((given, number) => {
    const plane = view.planes[number]
    plane.layers = recoloured(given.layers.map(({ points, sheets, ...rest }) => rest), swap)
    plane.layers = plane.layers.map((rest, place) => unpackedLayer({ ...given.layers[place], ...rest }))
    plane.title.textContent = given.title
    plane.view = given.view
    plane.canvas.setAttribute('aria-label', given.title ? `${given.title}. ${view.given.alt}` : view.given.alt)
    setTips(view, plane, recoloured(given.tips, swap))
  })
}

function newPlane(view) {
  const canvas = element('canvas', { role: 'img' })
  const title = element('p', { class: 'lab-plane-title' })
  const plane = { canvas, title, tips: [], root: element('div', {}, canvas, title) }
  canvas.onpointermove = event => hover(view, plane, event)
  canvas.onpointerleave = () => unhover(view)
  canvas.onclick = event => {
    const [x, y] = placeOf(plane, event)
    if (view.given.clicks) view.send({ kind: 'click', x: snapped(x), y: snapped(y) })
  }
  view.stage.append(plane.root)
  return plane
}

// --------------------------------------------------------------------------------------------------- where things are

// The map [W00, W01, b0, W10, W11, b1] of a track at a frame that need not be whole.
function mapAt(view, name, frame = view.frame) {
  if (view.live?.track === name) return view.live.map
  const { maps } = view.tracks[name]
  const low = Math.floor(frame)
  const share = frame - low
  const [from, to] = [low * 6, Math.min(low + 1, maps.length / 6 - 1) * 6]
  return Array.from({ length: 6 }, (_, entry) => maps[from + entry] + share * (maps[to + entry] - maps[from + entry]))
}

const moved = ([a, b, e, c, d, f], x, y) => [a * x + b * y + e, c * x + d * y + f]

// The places of a layer's points at a frame, as x, y, x, y, ...
function placesAt(view, { track, points, rooted }, frame = view.frame) {
  if (!track) return points
  const { maps, places, at } = view.tracks[track]
  if (!maps) return keyed(places, at, points.length, frame)
  const [a, b, e, c, d, f] = mapAt(view, track, frame)
  const there = new Float32Array(points.length)
  for (let k = 0; k < points.length; k += 2) {
    const [x, y] = [points[k], points[k + 1]]
    there[k] = a * x + b * y + e
    there[k + 1] = c * x + d * y + f
  }
  if (rooted) for (let k = 0; k < points.length; k += 4) (there[k] = points[k]), (there[k + 1] = points[k + 1])
  return there
}

function keyed(places, at, length, frame) {
  const later = at.findIndex(stop => stop >= frame)
  const next = later < 0 ? at.length - 1 : later
  const key = Math.max(next - 1, 0)
  const share = next === key ? 0 : (frame - at[key]) / (at[next] - at[key])
  const [from, to] = [places.subarray(key * length, (key + 1) * length), places.subarray(next * length, (next + 1) * length)]
  return from.map((value, k) => value + share * (to[k] - value))
}

const pixel = ({ middle, unit }, x, y) => [middle[0] + unit * x, middle[1] - unit * y]

function placeOf({ canvas, middle, unit }, { clientX, clientY }) {
  const { left, top } = canvas.getBoundingClientRect()
  return [(clientX - left - middle[0]) / unit, (middle[1] - clientY + top) / unit]
}

const snapped = value => Math.round(value / SNAP) / Math.round(1 / SNAP)

// ----------------------------------------------------------------------------------------------------------- painting

function repaint(view) {
  if (view.asked) return
  view.asked = requestAnimationFrame(() => {
    view.asked = 0
    paint(view)
  })
}

function paint(view) {
  for (const plane of view.planes) {
    fit(plane, plane.view ?? [0, 0, ...view.given.reach])
    const pen = plane.canvas.getContext('2d')
    pen.clearRect(0, 0, plane.width, plane.height)
    pen.lineJoin = 'round'
    pen.font = `600 13px ${view.look.font || 'sans-serif'}`
    for (const layer of plane.layers) if (!layer.ending || view.frame === view.last) DRAW[layer.kind](view, plane, pen, layer)
    pen.globalAlpha = 1
    placeTips(view, plane, pen)
    if (view.over?.plane === plane) ring(view, plane, pen)
  }
  mark(view)
}

// Planes that have chosen what they show need less height where the page is narrow, as on a phone.
function stretch({ root, stage, planes, given }) {
  const needs = planes.map(plane => {
    const [, , across, up] = plane.view ?? [0, 0, 1, Infinity]
    return (plane.root.clientWidth * up) / across + headOf(plane)
  })
  const height = Math.min(given.height, Math.ceil(Math.max(...needs)))
  const box = root.closest('[data-testid=stElementContainer]')
  stage.style.height = `${height}px`
  if (box) Object.assign(box.style, { height: `${height + given.player}px`, flexBasis: `${height + given.player}px` })
}

// What a plane has chosen to show is not under its title.
const headOf = ({ view, title }) => (view && title.textContent ? title.offsetHeight + 4 : 0)

function fit(plane, [x, y, across, up]) {
  const { clientWidth: width, clientHeight: height } = plane.canvas
  const dots = devicePixelRatio || 1
  const { canvas } = plane
  if (canvas.width !== Math.round(width * dots) || canvas.height !== Math.round(height * dots)) {
    canvas.width = Math.round(width * dots)
    canvas.height = Math.round(height * dots)
  }
  canvas.getContext('2d').setTransform(dots, 0, 0, dots, 0, 0)
  const head = headOf(plane)
  const unit = Math.min(width / across, (height - head) / up) / 2
  Object.assign(plane, { width, height, unit, middle: [width / 2 - unit * x, (height + head) / 2 + unit * y] })
}

const DRAW = { lines, points, arrows, sheet }

function lines(view, plane, pen, layer) {
  const places = placesAt(view, layer)
  pen.beginPath()
  let on = false
  for (let k = 0; k < places.length; k += 2) {
    const [x, y] = pixel(plane, places[k], places[k + 1])
    if (Number.isNaN(x)) on = false
    else on ? pen.lineTo(x, y) : pen.moveTo(x, y), (on = true)
  }
  if (layer.fill) {
    pen.globalAlpha = layer.filling ?? 0.3
    pen.fillStyle = layer.fill
    pen.fill('evenodd')
  }
  pen.globalAlpha = layer.alpha ?? 1
  pen.strokeStyle = layer.colours[0]
  pen.lineWidth = layer.width ?? 1.5
  pen.setLineDash(layer.dash ? [6, 5] : [])
  pen.stroke()
  pen.setLineDash([])
}

const MARKS = [
  (pen, x, y, r) => pen.arc(x, y, r, 0, 2 * Math.PI),
  (pen, x, y, r) => pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8),
  (pen, x, y, r) => (pen.moveTo(x, y - r * 1.2), pen.lineTo(x + r * 1.1, y + r * 0.8), pen.lineTo(x - r * 1.1, y + r * 0.8), pen.closePath()),
  (pen, x, y, r) => (pen.rect(x - r * 1.1, y - r * 0.35, r * 2.2, r * 0.7), pen.rect(x - r * 0.35, y - r * 1.1, r * 0.7, r * 2.2)),
]

function points(view, plane, pen, layer) {
  if (layer.trail) trails(view, plane, pen, layer)
  const places = placesAt(view, layer)
  const radius = (layer.size ?? 6) / 2
  for (let k = 0; k < places.length / 2 && radius; k++) {
    const kind = layer.classes?.[k] ?? 0
    const [x, y] = pixel(plane, places[2 * k], places[2 * k + 1])
    pen.globalAlpha = layer.strength?.[k] ?? layer.alpha ?? 1
    pen.fillStyle = pen.strokeStyle = layer.colours[kind % layer.colours.length]
    pen.lineWidth = 1.5
    pen.beginPath()
    MARKS[kind % MARKS.length](pen, x, y, radius)
    layer.hollow ? pen.stroke() : pen.fill()
  }
  layer.labels.forEach((words, k) => word(view, plane, pen, words, places[2 * k], places[2 * k + 1], layer.colours[0]))
}

function trails(view, plane, pen, layer) {
  const frames = Array.from({ length: Math.floor(view.frame / 2) + 1 }, (_, k) => 2 * k).concat(view.frame)
  const way = frames.map(frame => placesAt(view, layer, frame))
  pen.globalAlpha = 0.7
  pen.strokeStyle = layer.colours[0]
  pen.lineWidth = 1.2
  pen.beginPath()
  for (let k = 0; k < layer.points.length; k += 2)
    way.forEach((places, step) => pen[step ? 'lineTo' : 'moveTo'](...pixel(plane, places[k], places[k + 1])))
  pen.stroke()
}

function arrows(view, plane, pen, layer) {
  const places = placesAt(view, layer)
  for (let k = 0; k < places.length; k += 4) {
    pen.globalAlpha = layer.alpha ?? 1 // for each arrow anew: the words beside the last one took another pen
    pen.strokeStyle = pen.fillStyle = layer.colours[0]
    pen.lineWidth = layer.width ?? 3
    const [from, to] = [pixel(plane, places[k], places[k + 1]), pixel(plane, places[k + 2], places[k + 3])]
    const [x, y] = [to[0] - from[0], to[1] - from[1]]
    const long = Math.hypot(x, y)
    if (long > 1) arrow(pen, from, to, [x / long, y / long], Math.min(12, long))
    const words = layer.labels[k / 4]
    if (words) word(view, plane, pen, words, places[k + 2] + 6 / plane.unit, places[k + 3] + 6 / plane.unit, layer.colours[0])
  }
}

function arrow(pen, [x, y], [u, v], [dx, dy], head) {
  const [s, t] = [u - head * dx, v - head * dy]
  pen.beginPath()
  pen.moveTo(x, y)
  pen.lineTo(s, t)
  pen.stroke()
  pen.beginPath()
  pen.moveTo(u, v)
  pen.lineTo(s - 0.45 * head * dy, t + 0.45 * head * dx)
  pen.lineTo(s + 0.45 * head * dy, t - 0.45 * head * dx)
  pen.fill()
}

// Words beside a place, kept inside the picture and readable on whatever lies below.
function word(view, plane, pen, words, x, y, colour) {
  const [left, top] = pixel(plane, x, y)
  const width = pen.measureText(words).width
  const at = [Math.min(Math.max(left + 11, 4), plane.width - width - 4), Math.min(Math.max(top - 9, 14), plane.height - 5)]
  pen.globalAlpha = 1
  pen.lineWidth = 4
  pen.strokeStyle = view.look.paper
  pen.strokeText(words, ...at)
  pen.fillStyle = colour
  pen.fillText(words, ...at)
}

function sheet(view, plane, pen, layer) {
  const [count, height, width] = layer.sheets.shape
  const number = Math.round((view.frame / Math.max(view.last, 1)) * (count - 1))
  const picture = (layer.sheets.drawn[number] ??= inked(layer, number, width, height))
  const [left, bottom] = pixel(plane, layer.points[0], layer.points[1])
  const [right, top] = pixel(plane, layer.points[2], layer.points[3])
  pen.globalAlpha = view.live ? 0.25 : 1 // while a tip is dragged the pixels are those of before
  pen.imageSmoothingEnabled = false
  pen.drawImage(picture, left, top, right - left, bottom - top)
}

function inked({ sheets, colours }, number, width, height) {
  const picture = new OffscreenCanvas(width, height)
  const pen = picture.getContext('2d')
  pen.fillStyle = colours[0]
  pen.fillRect(0, 0, width, height)
  const image = pen.getImageData(0, 0, width, height)
  for (let k = 0; k < width * height; k++) image.data[4 * k + 3] = sheets.pixels[number * width * height + k]
  pen.putImageData(image, 0, 0)
  return picture
}

// --------------------------------------------------------------------------------------------------------------- tips

function setTips(view, plane, given) {
  while (plane.tips.length < given.length) plane.tips.push(newTip(view, plane))
  while (plane.tips.length > given.length) plane.tips.pop().knob.remove()
  plane.tips.forEach((tip, number) => {
    Object.assign(tip, given[number])
    tip.knob.setAttribute('aria-label', `${tip.label}. Arrow keys move it.`)
    tip.knob.style.setProperty('--lab-tip', tip.colour)
  })
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }

function newTip(view, plane) {
  const tip = { knob: element('button', { type: 'button', class: 'lab-tip' }) }
  const { knob } = tip
  knob.onpointerdown = event => {
    knob.setPointerCapture(event.pointerId)
    view.held = tip
    unhover(view)
    pause(view)
    view.frame = view.last
    view.live ??= { track: tip.track, map: mapAt(view, tip.track) }
  }
  knob.onpointermove = event => view.held === tip && pull(view, tip, placeOf(plane, event))
  knob.onpointerup = knob.onpointercancel = () => {
    if (view.held !== tip) return
    view.held = null
    tell(view, tip)
  }
  knob.onkeydown = event => {
    const way = ARROWS[event.key]
    if (!way) return
    event.preventDefault()
    nudge(view, tip, way, event.shiftKey ? 5 : 1)
  }
  plane.root.append(knob)
  return tip
}

function nudge(view, tip, [right, up], times) {
  pause(view)
  view.frame = view.last
  view.live ??= { track: tip.track, map: mapAt(view, tip.track) }
  const [x, y] = tipAt(view.live.map, tip.column)
  const step = SNAP * times
  if (tip.turns) pull(view, tip, turnedBy([x, y], view.live.map, (up - right) * times))
  else pull(view, tip, [x + right * step, y + up * step])
  clearTimeout(tip.waits)
  tip.waits = setTimeout(() => tell(view, tip), 250)
}

// By keyboard a tip that turns goes round by whole degrees: left and up are counter-clockwise.
function turnedBy([x, y], [, , e, , , f], degrees) {
  const angle = Math.atan2(y - f, x - e) + (degrees * Math.PI) / 180
  return [e + Math.cos(angle), f + Math.sin(angle)]
}

const tipAt = (map, column) => (column === 2 ? [map[2], map[5]] : [map[2] + map[column], map[5] + map[3 + column]])

// Let one column of the map follow the pointer, as far as this kind of map allows.
function pull(view, tip, [x, y]) {
  const map = [...view.live.map]
  const { column, along, turns } = tip
  if (column === 2) [map[2], map[5]] = [snapped(x), snapped(y)]
  else [map[column], map[3 + column]] = held([x - map[2], y - map[5]], [map[column], map[3 + column]], along, turns)
  if (turns) [map[1 - column], map[4 - column]] = [-turns * map[3 + column], turns * map[column]]
  view.live = { track: tip.track, map }
  repaint(view)
}

function held([x, y], [u, v], along, turns) {
  if (turns) {
    const degrees = Math.round((Math.atan2(y, x) * 180) / Math.PI)
    return [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  }
  if (!along) return [snapped(x), snapped(y)]
  const far = (x - u) * along[0] + (y - v) * along[1]
  return [snapped(u + far * along[0]), snapped(v + far * along[1])]
}

function tell(view, { name, column, track }) {
  if (!view.live) return
  const { map } = view.live
  const [x, y] = column === 2 ? [map[2], map[5]] : [map[column], map[3 + column]]
  view.send({ kind: 'tip', name, track, x, y })
}

function placeTips(view, plane, pen) {
  for (const tip of plane.tips) {
    const map = mapAt(view, tip.track)
    const [x, y] = tipAt(map, tip.column)
    const [left, top] = pixel(plane, x, y)
    tip.knob.style.transform = `translate(${left}px, ${top}px)`
    if (!view.live || (view.held !== tip && document.activeElement !== tip.knob)) continue
    const [u, v] = tip.column === 2 ? [x, y] : [x - map[2], y - map[5]]
    word(view, plane, pen, `(${short(u)}, ${short(v)})`, x, y - 26 / plane.unit, view.look.text)
  }
}

// -------------------------------------------------------------------------------------------------------------- hover

const short = value => (Math.abs(value) < 0.005 ? '0' : value.toFixed(2).replace(/\.?0+$/, '').replace('-', '−'))

function hover(view, plane, event) {
  if (view.held) return
  const [x, y] = placeOf(plane, event)
  let [best, found] = [12 / plane.unit, null]
  for (const layer of plane.layers.filter(({ hover }) => hover)) {
    const places = placesAt(view, layer)
    for (let k = 0; k < places.length; k += 2) {
      const far = Math.hypot(places[k] - x, places[k + 1] - y)
      if (far < best) [best, found] = [far, { plane, layer, k }]
    }
  }
  if (!found && !view.over) return
  view.over = found
  repaint(view)
}

function unhover(view) {
  if (!view.over) return
  view.over = null
  repaint(view)
}

function ring(view, plane, pen) {
  const { layer, k } = view.over
  const places = placesAt(view, layer)
  if (k >= places.length) return
  pen.strokeStyle = view.look.text
  pen.lineWidth = 2
  pen.beginPath()
  pen.arc(...pixel(plane, places[k], places[k + 1]), (layer.size ?? 6) / 2 + 4, 0, 2 * Math.PI)
  pen.stroke()
}

function hintOf(view) {
  const { layer, k, plane } = view.over
  const [x, y] = [layer.points[k], layer.points[k + 1]]
  const places = placesAt(view, layer)
  const to = `(${short(places[k])}, ${short(places[k + 1])})`
  const name = layer.labels[k / 2] ?? layer.name
  const lines = [`${name} (${short(x)}, ${short(y)}) → ${to}`]
  if (view.tracks[layer.track]?.maps) {
    const map = mapAt(view, layer.track)
    for (const [row, letter, value] of [[map.slice(0, 3), 'x', places[k]], [map.slice(3), 'y', places[k + 1]]])
      lines.push(`${letter}: ${short(row[0])} · ${short(x)} + ${short(row[1])} · ${short(y)} + ${short(row[2])} = ${short(value)}`)
  }
  const [left, top] = pixel(plane, places[k], places[k + 1])
  return { lines, left: left + plane.root.offsetLeft, top }
}

function showHint(view) {
  view.hint.hidden = !view.over
  if (!view.over) return
  const { lines, left, top } = hintOf(view)
  view.hint.textContent = lines.join('\n')
  const most = view.root.clientWidth - view.hint.offsetWidth - 4
  const above = top > view.hint.offsetHeight + 16
  view.hint.style.left = `${Math.max(Math.min(left - view.hint.offsetWidth / 2, most), 4)}px`
  view.hint.style.top = `${above ? top - view.hint.offsetHeight - 12 : top + 14}px`
}

// ------------------------------------------------------------------------------------------------------------- player

function newPlayer(view) {
  const stepTo = way => (pause(view), go(view, neighbour(view, way)))
  const toggle = button('play', 'Play', () => (view.timer ? pause(view) : play(view)))
  const back = button('back', 'Step back', () => stepTo(-1))
  const next = button('next', 'Step', () => stepTo(1))
  const scrub = element('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Frame of the animation' })
  scrub.oninput = () => (pause(view), go(view, +scrub.value))
  const speed = element('select', { 'aria-label': 'Speed', title: 'Speed' })
  speed.append(...Object.keys(SPEEDS).map(name => element('option', SPEEDS[name] === 1 ? { selected: '' } : {}, name)))
  speed.onchange = () => (view.speed = SPEEDS[speed.value])
  const loop = button('again', 'Loop', () => {
    view.loop = !view.loop
    loop.setAttribute('aria-pressed', view.loop)
  })
  loop.setAttribute('aria-pressed', false)
  const caption = element('p', { class: 'lab-caption', 'aria-live': 'polite' })
  const root = element('div', { class: 'lab-player' }, element('div', {}, toggle, back, next, scrub, speed, loop), caption)
  return { root, toggle, back, next, scrub, caption }
}

// Steps go to the ends of the steps, and to the middle between two.
function neighbour(view, way) {
  const { stops } = view.given
  const places = stops.flatMap((stop, k) => (k ? [(stops[k - 1] + stop) / 2, stop] : [stop]))
  const ahead = places.filter(stop => (way > 0 ? stop > view.frame : stop < view.frame))
  return ahead.length ? ahead.at(way > 0 ? 0 : -1) : view.frame
}

function go(view, frame) {
  view.live = null
  view.frame = Math.min(Math.max(frame, 0), view.last)
  repaint(view)
}

function mark(view) {
  const { scrub, caption, back, next } = view.player
  const words = view.live ? 'Let go, and the numbers follow.' : view.given.captions[Math.round(view.frame)]
  scrub.value = Math.round(view.frame)
  back.disabled = view.frame <= 0
  next.disabled = view.frame >= view.last
  if (caption.textContent !== words) caption.textContent = words
  scrub.setAttribute('aria-valuetext', words)
  showHint(view)
}

// Each step has its own slow start and end. Who wants less motion sees it before, half way and after.
const ease = u => (still.matches ? [0, 0.5, 1][Math.min(Math.floor(u * 3), 2)] : u < 0.5 ? 4 * u ** 3 : 1 - (2 - 2 * u) ** 3 / 2)
const eased = y => (y < 0.5 ? Math.cbrt(y / 4) : 1 - Math.cbrt((1 - y) / 4))

function frameAt({ given: { stops }, last }, time) {
  const step = Math.floor(time)
  return step >= stops.length - 1 ? last : stops[step] + ease(time - step) * (stops[step + 1] - stops[step])
}

function timeOf({ given: { stops }, frame }) {
  const step = Math.max(stops.findIndex(stop => stop > frame) - 1, 0)
  const share = (frame - stops[step]) / (stops[step + 1] - stops[step] || 1)
  return frame >= stops.at(-1) ? stops.length - 1 : step + eased(share)
}

// `time` counts steps; it goes on from where the picture stands.
function play(view, from = view.frame >= view.last ? 0 : view.frame) {
  pause(view)
  if (view.last === 0) return
  go(view, from)
  let [time, before] = [timeOf(view), performance.now()]
  const tick = now => {
    const steps = view.given.stops.length - 1
    time += (Math.max(now - before, 0) / 1000 / view.given.seconds) * view.speed
    before = now
    if (view.loop && time > steps + REST / view.given.seconds) time = 0
    view.frame = frameAt(view, time)
    if (time >= steps && !view.loop) pause(view)
    else view.timer = requestAnimationFrame(tick)
    paint(view)
  }
  view.timer = requestAnimationFrame(tick)
  face(view, 'pause', 'Pause')
}

function pause(view) {
  cancelAnimationFrame(view.timer)
  view.timer = 0
  face(view, 'play', 'Play')
}

function face({ player, timer }, icon, label) {
  player.toggle.innerHTML = drawn(icon)
  player.toggle.title = label
  player.toggle.setAttribute('aria-label', label)
  player.caption.setAttribute('aria-live', timer ? 'off' : 'polite')
}
