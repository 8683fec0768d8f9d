import type { Hotline, Question } from "#/backend";
import { m } from "#/messages/generated/messages.js";

/** The numbers of the circular (Kon Tum, 2022), until a portal gives its own. */
export function bundledHotlines(): Hotline[] {
  return [
    { number: "0260.3797799", owner: m.help_owner_centre(), hours: m.help_hours_centre() },
    { number: "0260.3958.789", owner: m.help_owner_telecom(), hours: m.help_hours_telecom() },
    { number: "0260.3916028", owner: m.help_owner_department(), hours: m.help_hours_department() },
  ];
}

/** Questions about the program itself, which no portal answers. */
export function bundledQuestions(): Question[] {
  return [
    { question: m.help_q_lost(), answer: m.help_a_lost() },
    { question: m.help_q_sent(), answer: m.help_a_sent() },
    { question: m.help_q_letter(), answer: m.help_a_letter() },
    { question: m.help_q_pay(), answer: m.help_a_pay() },
  ];
}
