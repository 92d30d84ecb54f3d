/** What GetFunction tells of an update for some time; FC's names. `null` is sent as JSON's. */
export interface Stage {
  state?: 'Pending' | 'Active' | 'Failed' | 'Inactive' | null;
  stateReason?: string;
  stateReasonCode?: string;
  lastUpdateStatus?: 'InProgress' | 'Successful' | 'Failed' | null;
  lastUpdateStatusReason?: string;
  lastUpdateStatusReasonCode?: string;
  /** How long it lasts by the emulator's clock; the last stage has no end. */
  seconds?: number;
}

/** An update of a function, which goes through its stages as time passes. */
export class Update<Version> {
  #next: Version | undefined;

  /** @param next what serves calls once the update is in effect */
  constructor(
    private readonly stages: readonly [Stage, ...Stage[]],
    private readonly since: Date,
    next: Version | undefined,
  ) {
    this.#next = next;
  }

  stageAt(now: Date): Stage {
    let left = (now.getTime() - this.since.getTime()) / 1000;
    let [current] = this.stages;
    for (const stage of this.stages) {
      current = stage;
      left -= stage.seconds ?? Number.POSITIVE_INFINITY;
      if (left < 0) break;
    }
    return current;
  }

  /** Hands out the new version, once, when the update is neither in progress nor failed. */
  takeEffect(now: Date): Version | undefined {
    const { lastUpdateStatus } = this.stageAt(now);
    if (lastUpdateStatus === 'InProgress' || lastUpdateStatus === 'Failed') return undefined;
    const next = this.#next;
    this.#next = undefined;
    return next;
  }
}
