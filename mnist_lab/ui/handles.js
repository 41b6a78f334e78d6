// Points of a figure that can be dragged: rings that lie over them.
//
// A trace names them in `meta.handles`, one kind a point:
//   "frame": the frame in which this point is nearest to the pointer is shown, at once;
//   "tell":  the point runs along the trace with `meta.cursor`, and Python is told its place on the way ("drag").
// The rings are for the pointer; by keyboard the same is done with the player and with the page's sliders.

import { bytes, element } from './parts.js'

const ANSWER = 500 // milliseconds: how long Python may take before it is told the next place
const KEPT = 2500 // milliseconds after a drag in which the answer to it keeps the frame on the screen

// Put the rings over the points as they are in the frame shown; `view.pause`, `view.go` and `view.send` act on the figure.
export function placeHandles(view, seconds = 0) {
  view.rings ??= []
  const places = handlesOf(view)
  while (view.rings.length < places.length) view.rings.push(newRing(view))
  while (view.rings.length > places.length) view.rings.pop().mark.remove()
  view.rings.forEach((ring, number) => {
    Object.assign(ring, places[number])
    if (view.held !== ring || ring.kind === 'frame') lay(view, ring, ring, seconds)
  })
  if (view.rings.length) answered(view)
}

// Whether the figure that is drawn now answers a drag, so that the frame stays: it follows one, with the same handles.
export function dragging({ held, dragged, given }) {
  const recent = held?.kind === 'tell' || Date.now() - dragged?.at < KEPT
  return Boolean(recent && dragged?.of === kindsOf(given.figure.data))
}

const kindsOf = data => JSON.stringify(data.map(({ meta }) => meta?.handles))

function handlesOf(view) {
  const shown = view.frames[view.index]
  return view.plot.data.flatMap(({ meta, ...still }, trace) =>
    (meta?.handles ?? []).map((kind, point) => {
      const place = shown?.traces.indexOf(trace) ?? -1
      const { x, y, marker } = place < 0 ? still : shown.data[place]
      const colour = Array.isArray(marker.color) ? marker.color[point] : marker.color
      return { kind, trace, point, x: numbers(x)[point], y: numbers(y)[point], colour }
    }),
  )
}

const TYPES = { f4: Float32Array, f8: Float64Array }

function numbers(values) {
  if (values?.bdata === undefined) return values
  return new TYPES[values.dtype](bytes(values.bdata).buffer)
}

function newRing(view) {
  const mark = element('div', { class: 'lab-ring', 'aria-hidden': 'true' })
  const ring = { mark }
  mark.onpointerdown = event => {
    mark.setPointerCapture(event.pointerId)
    view.held = ring
    view.pause()
    event.preventDefault() // no text is selected on the way
  }
  mark.onpointermove = event => view.held === ring && pull(view, ring, event)
  mark.onpointerup = mark.onpointercancel = () => {
    if (view.held !== ring) return
    view.held = null
    if (ring.kind === 'frame') placeHandles(view)
    else tell(view)
  }
  view.root.append(mark)
  return ring
}

function pull(view, ring, { clientX }) {
  const { xaxis } = view.plot._fullLayout
  const x = xaxis.p2d(clientX - view.plot.getBoundingClientRect().left - xaxis._offset)
  if (ring.kind === 'frame') return showNearest(view, ring, x)
  const along = view.plot._fullData.find(({ meta }) => meta?.cursor)
  const index = nearest(along.x, x, point => Number.isFinite(along.y[point]))
  if (index < 0) return
  lay(view, ring, { ...ring, x: along.x[index], y: along.y[index] })
  view.wanted = { trace: along.index, index, x: along.x[index], y: along.y[index] }
  view.dragged = { at: Date.now(), of: kindsOf(view.plot.data) }
  if (!view.asked) tell(view)
}

function showNearest(view, { trace, point }, x) {
  const places = view.frames.map(({ data, traces }) => numbers(data[traces.indexOf(trace)].x)[point])
  const index = nearest(places, x)
  if (index >= 0 && index !== view.index) view.go(index)
}

function nearest(places, x, fits = () => true) {
  const far = at => (Number.isFinite(places[at]) && fits(at) ? Math.abs(places[at] - x) : Infinity)
  const best = [...places.keys()].reduce((best, at) => (far(at) < far(best) ? at : best), 0)
  return far(best) === Infinity ? -1 : best
}

// One place at a time: the next one when the answer to the last has been drawn, or does not come.
function tell(view) {
  if (!view.wanted) return
  view.send({ kind: 'drag', ...view.wanted })
  view.wanted = null
  clearTimeout(view.asked)
  view.asked = setTimeout(() => answered(view), ANSWER)
}

function answered(view) {
  clearTimeout(view.asked)
  view.asked = 0
  if (view.wanted) tell(view)
}

function lay(view, { mark, trace, colour }, { x, y }, seconds = 0) {
  const { xaxis, [view.plot._fullData[trace].yaxis.replace('y', 'yaxis')]: yaxis } = view.plot._fullLayout
  const [left, top] = [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)]
  const inside = top >= yaxis._offset && top <= yaxis._offset + yaxis._length
  mark.hidden = !Number.isFinite(left + top) || !inside || colour === 'rgba(0,0,0,0)'
  mark.style.transition = seconds ? `translate ${seconds}s cubic-bezier(.65, 0, .35, 1)` : 'none'
  mark.style.translate = `${left}px ${top}px`
  mark.style.setProperty('--lab-ring', colour)
}
