import { describe, expect, it } from "vitest";
import { formatDate, formatDateTime, formatMoment, isToday, today } from "./format";

describe("moments are told by the clock of Viet Nam, however the machine is set", () => {
  // 00:30 on the 24th in Viet Nam, still the 23rd in UTC.
  const afterMidnight = "2026-11-23T17:30:00Z";

  it("tells time and day", () => {
    expect(formatDateTime(afterMidnight)).toBe("00:30 ngày 24/11/2026");
    expect(formatDate(afterMidnight)).toBe("24/11/2026");
    expect(formatDate("2026-11-23T17:30:00+07:00")).toBe("23/11/2026");
  });

  it("knows what today is", () => {
    const noon = new Date("2026-11-24T05:00:00Z");
    expect(today(noon)).toBe("2026-11-24");
    expect(isToday(afterMidnight, noon)).toBe(true);
    expect(isToday("2026-11-23T16:59:59Z", noon)).toBe(false);
    expect(formatMoment(afterMidnight, noon)).toBe("00:30");
    expect(formatMoment(afterMidnight, new Date("2026-11-25T05:00:00Z"))).toBe("00:30 ngày 24/11/2026");
  });

  it("leaves a day without a time as it is, and what it cannot read too", () => {
    expect(formatDate("2025-09-05")).toBe("05/09/2025");
    expect(formatDate("khi nào đó")).toBe("khi nào đó");
  });
});
