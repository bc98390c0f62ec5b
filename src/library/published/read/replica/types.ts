/** What a server knows of its read replica. */
export interface ReplicaStatus {
  /**
   * `used`: reads go there. Otherwise they go to the primary: it cannot be reached (`lost`), shows changes too late (`behind`), or does not have the tables of
   * the primary yet, or those of another database (`different`).
   */
  state: 'used' | 'lost' | 'behind' | 'different';
  /** For how long the oldest change has been published that it does not show; `null`: not known, because one of both cannot be asked. */
  lagSeconds: number | null;
  /** A sentence, where it is not used. */
  reason: string | null;
}
