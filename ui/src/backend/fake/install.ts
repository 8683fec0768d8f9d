import { emit } from "@tauri-apps/api/event";
import { mockConvertFileSrc, mockIPC } from "@tauri-apps/api/mocks";
import { FakeDesk, type Scenario } from "./desk";

/** Puts an invented desk behind the door of this page. */
export function installFakeDesk(scenario: Scenario): FakeDesk {
  const desk = new FakeDesk(scenario);
  mockConvertFileSrc("linux");
  mockIPC((command, args) => desk.invoke(command, args as Record<string, unknown>), { shouldMockEvents: true });
  desk.emit = (event) => void emit("desk-events", event);
  desk.tell = (event, payload) => emit(event, payload);
  return desk;
}
