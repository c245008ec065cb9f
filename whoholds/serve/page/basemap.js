// The embedded basemap: Natural Earth countries (world-atlas TopoJSON), made into GeoJSON here.

/** Fetch and unpack a basemap: "50m" to look at, "10m" close up. */
export async function loadBasemap(scale) {
  const response = await fetch(`basemap/countries-${scale}.json`, { credentials: "omit" });
  if (!response.ok) throw new Error(`The basemap is missing (${response.status}).`);
  const topology = await response.json();
  // Late, so that a page whose third-party files are missing still has its table.
  const { feature, mesh } = await import("./vendor/topojson-client/index.js");
  const countries = topology.objects.countries;
  const land = feature(topology, countries);
  return {
    land,
    borders: line(mesh(topology, countries, (a, b) => a !== b)),
    coast: line(mesh(topology, countries, (a, b) => a === b)),
    labels: {
      type: "FeatureCollection",
      features: land.features.map(labelOf).filter((each) => each !== null),
    },
  };
}

export const EMPTY = { type: "FeatureCollection", features: [] };

function line(geometry) {
  return { type: "Feature", properties: {}, geometry };
}

/** A point for a country's name: the middle of its largest part. */
function labelOf(country) {
  const name = country.properties?.name;
  const { type, coordinates } = country.geometry ?? {};
  if (!name || !coordinates) return null;
  const rings = type === "Polygon" ? [coordinates[0]] : coordinates.map((part) => part[0]);
  let best = null;
  for (const ring of rings) {
    const middle = middleOf(ring);
    if (best === null || middle.area > best.area) best = middle;
  }
  if (best === null || best.area === 0) return null;
  return {
    type: "Feature",
    properties: { name, size: best.area },
    geometry: { type: "Point", coordinates: best.point },
  };
}

function middleOf(ring) {
  let [twice, x, y] = [0, 0, 0];
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const [x0, y0] = ring[index];
    const [x1, y1] = ring[index + 1];
    const cross = x0 * y1 - x1 * y0;
    twice += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  if (twice === 0) return { area: 0, point: ring[0] };
  const point = [x / (3 * twice), y / (3 * twice)];
  return { area: Math.abs(twice / 2) * Math.cos((point[1] * Math.PI) / 180), point };
}
