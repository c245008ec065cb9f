// What the view is compared with is fetched, drawn on a second map and listed.

import { compare, slider, stage } from "./parts.js";
import { Picture } from "./picture.js";
import { dayOf, isoOf } from "./days.js";
import { byId } from "./dom.js";
import { say } from "./live.js";
import { day, notice, scene, view, wordsOf } from "./scene.js";
import { showFilter, told } from "./show.js";
import { count } from "./words.js";

/** @type {Promise<Picture> | null} */
let otherPicture = null;
let otherKnown = "";

/** Fetch anew what is compared with: the record has grown, or another one is looked at. */
export function forgetOther() {
  otherPicture = null;
}

/** Compare the day with that of a week before. */
export function startCompare() {
  const at = day();
  if (at === null) return;
  view.set({ with: isoOf(slider.within(at - 7)) });
}

/** Show the day, or the knowledge, that is compared with. */
export async function showCompare() {
  const at = day();
  const { picture, timeline } = scene;
  if (!compare.open || picture === null || timeline === null || at === null) {
    compare.hide();
    return;
  }
  try {
    const asked = view.get("withknown");
    const otherKey = asked === null ? view.get("known") ?? "now" : asked;
    if (otherPicture === null || otherKnown !== otherKey) {
      otherKnown = otherKey;
      otherPicture = asked === null ? Promise.resolve(picture) : Picture.load(asked === "now" ? null : asked);
    }
    const other = await (await otherPicture).layer(view.get("layer"));
    const wanted = dayOf(view.get("with")) ?? at;
    const differing = compare.show({ timeline, day: at, known: view.get("known") },
      { timeline: other, day: wanted, known: otherKey === "now" ? null : otherKey });
    say(() => `${told()} Compared: ${count(differing, "place differs", "places differ")}.`);
    if (compare.map === null && stage.map !== null && !stage.asTable) {
      const second = await stage.second(byId("map-other"));
      if (!compare.open || compare.map !== null || stage.map === null) {
        second.remove();
        return;
      }
      compare.setMap(second, stage.map);
      showFilter();
      showCompare();
    }
  } catch (error) {
    otherPicture = null;
    notice(wordsOf(error));
  }
}
