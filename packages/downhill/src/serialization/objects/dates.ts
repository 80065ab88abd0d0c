import { Tuple } from "../../python/containers.ts";
import { REPR, repr } from "../../python/repr.ts";
import { ANYTHING, instanceOf, NUMBER, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { PythonName } from "../torch/objects.ts";
import { PythonObject, PythonValue } from "./pythonObject.ts";

/* Python's `datetime`. Source: CPython's Lib/datetime.py, whose pickled states these are. */

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

function call(name: string, ...args: unknown[]): PythonObject {
  return new PythonObject(new PythonName("datetime", name), Tuple.from(args));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function checkField(what: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`${what} must be from ${low} to ${high}, got ${value}`);
  }
}

function checkDate(year: number, month: number, day: number): void {
  checkField("year", year, 1, 9999);
  checkField("month", month, 1, 12);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  checkField("day", day, 1, DAYS[month - 1] + (month === 2 && isLeap ? 1 : 0));
}

/** The hour, minute and so on of a time; all are 0 unless given. */
export interface TimeFields {
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
  /** A {@link TimeZone}, or an object of another class that stands for one; null for local time. */
  readonly tzinfo?: unknown;
  /** 1 for the second of two equal times, when clocks are set back. PyTorch's files don't keep it. */
  readonly fold?: number;
}

const DATE = { year: NUMBER, month: NUMBER, day: NUMBER };

/** What Python takes by position, and here goes by name. */
const CLOCK = {
  hour: optional(NUMBER, 0),
  minute: optional(NUMBER, 0),
  second: optional(NUMBER, 0),
  microsecond: optional(NUMBER, 0),
  tzinfo: optional(ANYTHING, null),
};
const FOLD = { fold: optional(NUMBER, 0) };

/** `datetime.date`: a day. */
export class PlainDate extends PythonValue {
  readonly year: number;
  readonly month: number;
  readonly day: number;

  /** @internal */
  static readonly signature = signature("PlainDate", DATE);

  /** @throws RangeError for a day that does not exist */
  constructor(year: number, month: number, day: number);
  constructor(...args: readonly unknown[]) {
    super();
    const { year, month, day } = PlainDate.signature.read(args);
    checkDate(year, month, day);
    this.year = year;
    this.month = month;
    this.day = day;
  }

  protected override reduce(): PythonObject {
    return call("date", Uint8Array.of(this.year >> 8, this.year & 0xff, this.month, this.day));
  }

  /** `2024-01-31` */
  override toString(): string {
    return `${String(this.year).padStart(4, "0")}-${two(this.month)}-${two(this.day)}`;
  }

  [REPR](): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

/** `datetime.time`: a time of any day. */
export class PlainTime extends PythonValue {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly tzinfo: unknown;
  readonly fold: number;

  /** @internal */
  static readonly signature = signature("PlainTime", {}, CLOCK, FOLD);

  /** @throws RangeError for a time that does not exist */
  constructor(fields?: TimeFields);
  constructor(...args: readonly unknown[]) {
    super();
    const { hour, minute, second, microsecond, tzinfo, fold } = PlainTime.signature.read(args);
    checkField("hour", hour, 0, 23);
    checkField("minute", minute, 0, 59);
    checkField("second", second, 0, 59);
    checkField("microsecond", microsecond, 0, 999_999);
    checkField("fold", fold, 0, 1);
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.microsecond = microsecond;
    this.tzinfo = tzinfo;
    this.fold = fold;
  }

  /** @internal The pickled state, which the fold of a time is the first bit of. */
  get bytes(): number[] {
    const { hour, minute, second, microsecond } = this;
    return [hour, minute, second, microsecond >> 16, (microsecond >> 8) & 0xff, microsecond & 0xff];
  }

  protected override reduce(): PythonObject {
    const [hour, ...rest] = this.bytes;
    const state = Uint8Array.of(hour + 128 * this.fold, ...rest);
    return this.tzinfo === null ? call("time", state) : call("time", state, this.tzinfo);
  }

  /** `23:59:59.000001+01:00`; a time zone of another class is not told. */
  override toString(): string {
    const { microsecond, tzinfo } = this;
    const fraction = microsecond === 0 ? "" : `.${String(microsecond).padStart(6, "0")}`;
    const zone = tzinfo instanceof TimeZone ? tzinfo.offsetText() : "";
    return `${two(this.hour)}:${two(this.minute)}:${two(this.second)}${fraction}${zone}`;
  }

  /** @internal The arguments of Python's `repr` after the first ones, each in its place. */
  reprFields(): { readonly clock: string[]; readonly fold: string[]; readonly zone: string[] } {
    const { second, microsecond, tzinfo, fold } = this;
    const seconds = microsecond !== 0 ? [second, microsecond] : second !== 0 ? [second] : [];
    return {
      clock: [this.hour, this.minute, ...seconds].map(String),
      fold: fold === 0 ? [] : ["fold=1"],
      zone: tzinfo === null ? [] : [`tzinfo=${repr(tzinfo)}`],
    };
  }

  [REPR](): string {
    const { clock, fold, zone } = this.reprFields();
    return `datetime.time(${[...clock, ...zone, ...fold].join(", ")})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

/** `datetime.datetime`: a day and a time. */
export class DateTime extends PythonValue {
  readonly date: PlainDate;
  readonly time: PlainTime;

  /** @internal */
  static readonly signature = signature("DateTime", DATE, CLOCK, FOLD);

  /** @throws RangeError for a day or a time that does not exist */
  constructor(year: number, month: number, day: number, time?: TimeFields);
  constructor(...args: readonly unknown[]) {
    super();
    const { year, month, day, ...time } = DateTime.signature.read(args);
    this.date = new PlainDate(year, month, day);
    this.time = new PlainTime(time);
  }

  protected override reduce(): PythonObject {
    const { year, month, day } = this.date;
    const { bytes, fold, tzinfo } = this.time;
    const state = Uint8Array.of(year >> 8, year & 0xff, month + 128 * fold, day, ...bytes);
    return tzinfo === null ? call("datetime", state) : call("datetime", state, tzinfo);
  }

  /** `2024-01-31T23:59:59.000001+01:00`, which `new Date` reads too; a time zone of another class is not told. */
  override toString(): string {
    return `${this.date}T${this.time}`;
  }

  [REPR](): string {
    const { year, month, day } = this.date;
    const { clock, fold, zone } = this.time.reprFields();
    return `datetime.datetime(${[year, month, day, ...clock, ...fold, ...zone].join(", ")})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

const MAX_DAYS = 999_999_999;

/** `datetime.timedelta`: the time between two. */
export class TimeDelta extends PythonValue {
  readonly days: number;
  readonly seconds: number;
  readonly microseconds: number;

  /** @internal */
  static readonly signature = signature("TimeDelta", {
    days: NUMBER,
    seconds: optional(NUMBER, 0),
    microseconds: optional(NUMBER, 0),
  });

  /**
   * @param days negative for a time that has passed
   * @param seconds from 0 to 86399
   * @param microseconds from 0 to 999999
   * @throws RangeError for what is outside of that
   */
  constructor(days: number, seconds?: number, microseconds?: number);
  constructor(...args: readonly unknown[]) {
    super();
    const { days, seconds, microseconds } = TimeDelta.signature.read(args);
    checkField("days", days, -MAX_DAYS, MAX_DAYS);
    checkField("seconds", seconds, 0, 86_399);
    checkField("microseconds", microseconds, 0, 999_999);
    this.days = days;
    this.seconds = seconds;
    this.microseconds = microseconds;
  }

  /** All of it in seconds. */
  totalSeconds(): number {
    return this.days * 86_400 + this.seconds + this.microseconds / 1e6;
  }

  protected override reduce(): PythonObject {
    return call("timedelta", this.days, this.seconds, this.microseconds);
  }

  /** `-1 day, 23:59:59.000001` */
  override toString(): string {
    const { days, seconds, microseconds } = this;
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = microseconds === 0 ? "" : `.${String(microseconds).padStart(6, "0")}`;
    return `${days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `}${clock}${fraction}`;
  }

  [REPR](): string {
    const fields = Object.entries({ days: this.days, seconds: this.seconds, microseconds: this.microseconds });
    const given = fields.filter(([, value]) => value !== 0).map(([name, value]) => `${name}=${value}`);
    return `datetime.timedelta(${given.join(", ") || "0"})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

/** `datetime.timezone`: a fixed distance from UTC. */
export class TimeZone extends PythonValue {
  readonly offset: TimeDelta;
  readonly name: string | null;

  /** @internal */
  static readonly signature = signature("TimeZone", {
    offset: instanceOf(TimeDelta),
    name: optional(orNull(STRING), null),
  });

  /** @param name default null: it is called by its offset */
  constructor(offset: TimeDelta, name?: string | null);
  constructor(...args: readonly unknown[]) {
    super();
    const { offset, name } = TimeZone.signature.read(args);
    this.offset = offset;
    this.name = name;
  }

  protected override reduce(): PythonObject {
    return this.name === null ? call("timezone", this.offset) : call("timezone", this.offset, this.name);
  }

  /** @internal `+01:00` */
  offsetText(): string {
    const total = this.offset.totalSeconds();
    const size = Math.abs(total);
    const seconds = size % 60 === 0 ? "" : `:${two(Math.floor(size % 60))}`;
    const micros = Math.round((size % 1) * 1e6);
    const fraction = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
    return `${total < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}${seconds}${fraction}`;
  }

  /** Its name, or `UTC+01:00`. */
  override toString(): string {
    if (this.name !== null) return this.name;
    return this.offset.totalSeconds() === 0 ? "UTC" : `UTC${this.offsetText()}`;
  }

  [REPR](): string {
    if (this.name === null && this.offset.totalSeconds() === 0) return "datetime.timezone.utc";
    const name = this.name === null ? "" : `, ${repr(this.name)}`;
    return `datetime.timezone(${this.offset[REPR]()}${name})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

publishMethods(TimeDelta.prototype, { totalSeconds: signature("totalSeconds", {}) });
