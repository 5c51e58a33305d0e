/* Made from openapi.json by `npm run gen`. Do not edit: change the Python models and run `make gen`. */

export interface Schemas {
  Accept: Accept;
  AcceptInvitation: AcceptInvitation;
  Accepted: Accepted;
  ActionDone: ActionDone;
  Activity: Activity;
  AdjudicationQueue: AdjudicationQueue;
  AgreementOut: AgreementOut;
  AgreementViews: AgreementViews;
  AlikeRuled: AlikeRuled;
  AnnotatorBrief: AnnotatorBrief;
  AnnotatorMeasure: AnnotatorMeasure;
  AnnotatorOut: AnnotatorOut;
  AnnotatorReliability: AnnotatorReliability;
  AnnotatorReport: AnnotatorReport;
  AnnotatorRow: AnnotatorRow;
  AnswerOut: AnswerOut;
  Arm: Arm;
  Ask: Ask;
  AskLook: AskLook;
  BatchChange: BatchChange;
  BatchOut: BatchOut;
  BatchPreview: BatchPreview;
  Bulk: Bulk;
  BulkDone: BulkDone;
  BulkOut: BulkOut;
  BulkPreview: BulkPreview;
  BulkUndone: BulkUndone;
  BulkValue: BulkValue;
  CanaryOut: CanaryOut;
  Case: Case;
  CaseAnswer: CaseAnswer;
  CaseUnit: CaseUnit;
  CeilingBound: CeilingBound;
  CheckOut: CheckOut;
  CheckShare: CheckShare;
  ChecksOut: ChecksOut;
  ChecksPolicy: ChecksPolicy;
  Choosing: Choosing;
  CleanOut: CleanOut;
  ClusterMember: ClusterMember;
  ConcordancePage: ConcordancePage;
  ConsensusMethod: ConsensusMethod;
  ConsensusPreview: ConsensusPreview;
  ConsensusRun: ConsensusRun;
  CopiesOut: CopiesOut;
  CostOut: CostOut;
  CoverageCell: CoverageCell;
  CoverageOut: CoverageOut;
  DayPace: DayPace;
  DeliveryOut: DeliveryOut;
  DiffLine: DiffLine;
  Done: Done;
  DrawOut: DrawOut;
  Drift: Drift;
  EarlierRuling: EarlierRuling;
  EarlierVerdict: EarlierVerdict;
  Effect: Effect;
  FatigueOut: FatigueOut;
  Fault: Fault;
  Feedback: Feedback;
  Field_: Field_;
  FindingsPage: FindingsPage;
  ForecastOut: ForecastOut;
  FoundOut: FoundOut;
  FoundVerdict: FoundVerdict;
  GiantOut: GiantOut;
  GiveBack: GiveBack;
  GoldOut: GoldOut;
  GroupCorrected: GroupCorrected;
  GroupCorrection: GroupCorrection;
  GroupRow: GroupRow;
  Groups: Groups;
  GuidelineDraft: GuidelineDraft;
  GuidelineOut: GuidelineOut;
  GuidelinePreview: GuidelinePreview;
  GuidelineVersion: GuidelineVersion;
  Hand: Hand;
  Handout: Handout;
  Health: Health;
  ImportOut: ImportOut;
  InboxOut: InboxOut;
  Invitation: Invitation;
  ItemAction: ItemAction;
  ItemDetail: ItemDetail;
  ItemEvent: ItemEvent;
  ItemHistory: ItemHistory;
  ItemOut: ItemOut;
  ItemPage: ItemPage;
  ItemRow: ItemRow;
  Job: Job;
  KappaOut: KappaOut;
  LabelChange: LabelChange;
  LabelCoverage: LabelCoverage;
  LabelOut: LabelOut;
  LadderStep: LadderStep;
  Leaning: Leaning;
  LeftOut: LeftOut;
  Look: Look;
  LookOut: LookOut;
  Me: Me;
  Measured: Measured;
  MeasuredAnnotator: MeasuredAnnotator;
  MeasuredOut: MeasuredOut;
  Measuring: Measuring;
  Member: Member;
  Membership: Membership;
  MendedMessage: MendedMessage;
  MessageOut: MessageOut;
  Mine: Mine;
  MineRow: MineRow;
  Moment: Moment;
  NewAlike: NewAlike;
  NewAnswer: NewAnswer;
  NewBatch: NewBatch;
  NewBulk: NewBulk;
  NewComparison: NewComparison;
  NewConsensus: NewConsensus;
  NewInvitation: NewInvitation;
  NewPassword: NewPassword;
  NewPlan: NewPlan;
  NewProject: NewProject;
  NewRedaction: NewRedaction;
  NewRelease: NewRelease;
  NewRemark: NewRemark;
  NewReply: NewReply;
  NewRuling: NewRuling;
  NewSample: NewSample;
  NewThread: NewThread;
  NewToken: NewToken;
  NewVerdict: NewVerdict;
  NewWebhook: NewWebhook;
  NewWithdrawal: NewWithdrawal;
  NextStep: NextStep;
  OutlineHint: OutlineHint;
  OutlineOut: OutlineOut;
  OutlinePart: OutlinePart;
  OutlinePoint: OutlinePoint;
  OutlinePoints: OutlinePoints;
  OutlineTool: OutlineTool;
  OwnAnswer: OwnAnswer;
  PaceOut: PaceOut;
  PairOut: PairOut;
  PairVerdict: PairVerdict;
  PairsPage: PairsPage;
  Period: Period;
  PeriodAgreement: PeriodAgreement;
  Person: Person;
  PersonCoverage: PersonCoverage;
  PersonPace: PersonPace;
  PixelIn: PixelIn;
  PlanState: PlanState;
  Problem: Problem;
  Progress: Progress;
  ProgressOut: ProgressOut;
  ProjectHome: ProjectHome;
  ProjectSummary: ProjectSummary;
  Pull: Pull;
  Qualification: Qualification;
  QualificationPolicy: QualificationPolicy;
  QuestionOut: QuestionOut;
  QueueRow: QueueRow;
  RateOut: RateOut;
  Ready: Ready;
  Reason: Reason;
  Receipt: Receipt;
  RedactionPlace: RedactionPlace;
  RedactionPreview: RedactionPreview;
  Refusal: Refusal;
  ReleaseCut: ReleaseCut;
  ReleaseFile: ReleaseFile;
  ReleaseOut: ReleaseOut;
  ReleasePreview: ReleasePreview;
  RemarkOut: RemarkOut;
  RepeatsPolicy: RepeatsPolicy;
  Resolution: Resolution;
  ReviewOut: ReviewOut;
  ReviewRow: ReviewRow;
  RoleChange: RoleChange;
  SampleOut: SampleOut;
  ScoreOut: ScoreOut;
  SecondLooks: SecondLooks;
  SecondShare: SecondShare;
  Section: Section;
  SegmenterOut: SegmenterOut;
  Settings: Settings;
  ShareOut: ShareOut;
  SharedGold: SharedGold;
  SharedOut: SharedOut;
  Sharing: Sharing;
  SheetRow: SheetRow;
  SignIn: SignIn;
  SignInLink: SignInLink;
  Skills: Skills;
  SkillsOut: SkillsOut;
  SliceAgreement: SliceAgreement;
  Sources: Sources;
  Spam: Spam;
  Speed: Speed;
  SplitOut: SplitOut;
  StandingOut: StandingOut;
  Station: Station;
  Submission: Submission;
  Submissions: Submissions;
  SuggestOut: SuggestOut;
  Suggested: Suggested;
  Suggestion: Suggestion;
  SuggestionPull: SuggestionPull;
  TakeBack: TakeBack;
  TakenBack: TakenBack;
  Third: Third;
  ThreadOut: ThreadOut;
  ThreadRow: ThreadRow;
  ToQualify: ToQualify;
  Token: Token;
  TwinOut: TwinOut;
  UnreadOut: UnreadOut;
  Use: Use;
  VerdictOut: VerdictOut;
  WebhookChange: WebhookChange;
  WebhookOut: WebhookOut;
  Withdrawal: Withdrawal;
  WithdrawalOut: WithdrawalOut;
  WithdrawalPage: WithdrawalPage;
  Withdrawn: Withdrawn;
  Work: Work;
  WorkState: WorkState;
}
export interface Accept {
  question?: string | null;
  seed?: number;
}
export interface AcceptInvitation {
  name: string;
  token: string;
}
export interface Accepted {
  n_accepted: number;
  n_audit: number;
  run: string;
}
export interface ActionDone {
  n: number;
}
export interface Activity {
  at: string;
  text: string;
}
export interface AdjudicationQueue {
  n_audit: number;
  n_ruled: number;
  n_unanimous: number;
  rows: QueueRow[];
  total: number;
}
/**
 * why: disagreement, tie, open (a method left it so), audit or asked (somebody sent it); look_again; second (a ruling that is to be made twice)
 * or settle (two that differ). labels: what stands against what. is_yours: you gave the first of two rulings.
 */
export interface QueueRow {
  disagreement: number;
  is_yours?: boolean;
  item: string;
  labels: {
    [k: string]: number;
  };
  question: string;
  taken_by: string | null;
  text: string;
  thumb_url: string | null;
  why: "disagreement" | "tie" | "audit" | "asked" | "look_again" | "open" | "second" | "settle";
}
/**
 * report: as `goldsmith.agreement` makes it (`units` tells given from found). undefined: why there is none.
 */
export interface AgreementOut {
  annotators: {
    [k: string]: string;
  };
  exclusions: string[];
  n_items: number;
  question: string;
  report: {
    [k: string]: unknown;
  } | null;
  scope: string;
  sections: Section[];
  seq: number;
  undefined: string | null;
  units: "given" | "found";
}
export interface Section {
  anchor: string;
  level: number;
  text: string;
  title: string;
}
/**
 * times_unknown: why there are no periods. no_ceiling: why no bounds. ceiling_votes: how many an item were read.
 */
export interface AgreementViews {
  caution: string;
  ceiling: CeilingBound[];
  ceiling_votes: number;
  ladder: LadderStep[];
  moments: Moment[];
  no_ceiling: string;
  periods: PeriodAgreement[];
  question: string;
  seq: number;
  slices: SliceAgreement[];
  times_unknown: string;
  versions: PeriodAgreement[];
}
/**
 * Between which values the accuracy of the best model lies, against labels that are made of n_votes each.
 */
export interface CeilingBound {
  high: number;
  low: number;
  n_votes: number;
}
/**
 * A rung of the ladder: the same answers read as a kind. alpha: beyond chance, by that kind's distance.
 */
export interface LadderStep {
  alpha: {
    [k: string]: unknown;
  };
  kind: string;
  name: string;
}
export interface Moment {
  at: string;
  n_answers: number;
  seq: number;
}
/**
 * Agreement on the items last answered from that day on, or under that version. alpha: of questions with labels.
 */
export interface PeriodAgreement {
  agreement: Measured;
  alpha: {
    [k: string]: unknown;
  } | null;
  n_items: number;
  name: string;
}
/**
 * A value of n observations and its interval; `undefined` says why one of them is missing.
 */
export interface Measured {
  high?: number | null;
  low?: number | null;
  n: number;
  undefined?: string;
  value?: number | null;
}
/**
 * filter: of the items page, empty where it has none. worst: ids of items, least agreed first.
 */
export interface SliceAgreement {
  agreement: Measured;
  by: string;
  filter: string;
  is_flagged: boolean;
  outside: number;
  p: number;
  value: string;
  worst: string[];
}
/**
 * golds: the rulings made; withdraw them to undo it. n_same: items that were ruled so already.
 */
export interface AlikeRuled {
  golds: string[];
  left_out: LeftOut[];
  n_same: number;
}
export interface LeftOut {
  item: string;
  why: string;
}
/**
 * `name` is the person's, machine's or seat's; annotators themselves never receive a list of these.
 */
export interface AnnotatorBrief {
  id: string;
  is_identified: boolean;
  is_simulated: boolean;
  kind: "human" | "function" | "model" | "llm";
  last_at: string | null;
  median_ms: number | null;
  n_answers: number;
  name: string;
}
/**
 * Something measured of an annotator, with its 95 % interval; null where there is nothing to measure it by.
 *
 * undefined: why it is null, where the method says so.
 */
export interface AnnotatorMeasure {
  high: number | null;
  low: number | null;
  undefined: string;
  value: number | null;
}
/**
 * Who ever answered here. is_member: a person with an account; else a machine, or a name that came with labels.
 */
export interface AnnotatorOut {
  id: string;
  is_member: boolean;
  is_withdrawn: boolean;
  kind: string;
  last_at: string | null;
  n_answers: number;
  n_items: number;
  name: string;
}
/**
 * report: None where `undefined` says why. checks: annotator → hidden checks met.
 */
export interface AnnotatorReliability {
  checks: {
    [k: string]: CheckShare;
  };
  exclusions: string[];
  question: string;
  report: AnnotatorReport | null;
  scope: string;
  seq: number;
  undefined: string;
}
/**
 * Hidden checks met: k of n, with the interval of the share.
 */
export interface CheckShare {
  high: number | null;
  k: number;
  low: number | null;
  n: number;
}
/**
 * rows: who agrees least with the rest first, uncertain values drawn towards the others. undefined: why none.
 *
 * choices: how it was computed. groups: where annotators have a group.
 */
export interface AnnotatorReport {
  choices: {
    [k: string]: unknown;
  };
  groups: Groups | null;
  labels: string[];
  n_annotators: number;
  n_items: number;
  n_pairable: number;
  n_votes: number;
  rows: AnnotatorRow[];
  undefined: string;
}
/**
 * within, between: the share of agreeing pairs of votes by two people of one group, and of two groups.
 *
 * p: the chance of so much more agreement within when people are dealt out to the groups at random.
 */
export interface Groups {
  between: number | null;
  p: number | null;
  rows: GroupRow[];
  undefined?: string;
  within: number | null;
}
/**
 * with_anchor: the share of votes that are the anchor's label; annotators are the independent units.
 */
export interface GroupRow {
  group: string;
  leanings: Leaning[];
  n_annotators: number;
  n_votes: number;
  with_anchor: Measured;
}
/**
 * How often a group gives a label on anchored items, how often it is right there, and the difference.
 */
export interface Leaning {
  anchor: number;
  excess: Measured;
  label: string;
  own: number;
}
/**
 * What is known of one annotator.
 *
 * agreement: how often one of the others, drawn at random, said the same. ability: the share of right votes by
 * Dawid-Skene. taken_for: (own label, the others' label), votes shared out over the others. confusion: (true label,
 * given label) by Dawid-Skene, None where that is undefined. flags: what was found, of drift, spam, speed and bias.
 */
export interface AnnotatorRow {
  ability: Measured;
  agreement: Measured;
  annotator: string;
  confusion: number[][] | null;
  drift: Drift;
  flags: string[];
  n_shared: number;
  n_votes: number;
  name: string;
  spam: Spam;
  speed: Speed;
  taken_for: number[][];
  uses: Use[];
}
/**
 * How one annotator's agreement with the rest went over time.
 *
 * p: the chance of a decline as steep in an annotator who does not change; None where undefined says why.
 * turn: the place in their order from which on it is lowest compared with before; turn_at: when that was, where times
 * are known. The values before and after it are chosen to differ, so they overstate a change that is not flagged.
 * is_paired: whether half of the others' agreement on the same items was taken off, which needs three votes an item.
 */
export interface Drift {
  after: Measured | null;
  before: Measured | null;
  is_flagged: boolean;
  is_paired: boolean;
  n: number;
  p: number | null;
  periods: Period[];
  turn: number | null;
  turn_at: number | null;
  undefined?: string;
}
/**
 * Consecutive votes of one annotator, from begins to ends: places in their order, both included. at: its begin.
 */
export interface Period {
  agreement: Measured;
  at: number | null;
  begins: number;
  ends: number;
}
/**
 * What one annotator's answers tell of the items.
 *
 * kappa: agreement with the rest beyond what the same answers, dealt out at random over the same items, would have;
 * 1 is all, 0 is nothing, with its interval. p_random: how often answers dealt out at random agree as much.
 * p_half: how often somebody half as informative as is usual would agree so little. usual: the median kappa.
 */
export interface Spam {
  high: number | null;
  is_flagged: boolean;
  kappa: number | null;
  low: number | null;
  n: number;
  p_half: number | null;
  p_random: number | null;
  undefined?: string;
  usual: number | null;
}
/**
 * thirds: fastest first. p: the chance that fast answers agree so much less than slow ones by luck alone.
 *
 * is_flagged: the fast third agrees less. That hard items take longer works against it, so a flag is no accident of
 * easy items; that there is none does not show that speed is harmless.
 */
export interface Speed {
  is_flagged: boolean;
  median_ms: number | null;
  n: number;
  p: number | null;
  thirds: Third[];
  undefined?: string;
}
/**
 * A third of an annotator's votes, by how long they took: the middle time, and the agreement with the rest.
 */
export interface Third {
  agreement: Measured;
  median_ms: number;
}
/**
 * How often an annotator gives a label, and how often the others do on the same items: shares of n votes.
 *
 * excess: the difference with its interval; above 0 the annotator gives it oftener. p: of no difference.
 */
export interface Use {
  excess: Measured;
  is_flagged: boolean;
  label: string;
  own: number;
  p: number | null;
  rest: number;
}
/**
 * who: the annotator's name, or a letter where names are hidden.
 */
export interface AnswerOut {
  annotator: string | null;
  annotator_kind: string;
  at: string;
  counts: boolean;
  duration_ms: number | null;
  guideline_version: number;
  id: string;
  note: string;
  question: string;
  reason: string | null;
  second: unknown;
  suggestion?: Suggested | null;
  unsure: boolean;
  value: unknown;
  who: string;
  why_not: string;
}
/**
 * That an answer was asked for with a suggestion at hand. arm: whether it was shown, kept back on purpose, or could
 * not be read any more. is_same: whether the answer is the suggestion as it stood; None where that is not known.
 */
export interface Suggested {
  arm: "shown" | "silent" | "unfit";
  by: string;
  is_same: boolean | null;
}
export interface Arm {
  overlap: number;
  share: number;
}
/**
 * Ask for up to `n` items beside those already in the browser (`have`: their assignments).
 */
export interface Ask {
  /**
   * @maxItems 50
   */
  have?: string[];
  n?: number;
}
/**
 * skip: items to leave for another time.
 */
export interface AskLook {
  question?: string | null;
  /**
   * @maxItems 1000
   */
  skip?: string[];
}
/**
 * Only what is named changes. reason: kept with the change.
 */
export interface BatchChange {
  due?: string | null;
  is_paused?: boolean | null;
  name?: string | null;
  note?: string | null;
  people?: string[] | null;
  priority?: (-1 | 0 | 1) | null;
  quota?: number | null;
  reason?: string;
  skill?: string | null;
}
/**
 * A batch. id "rest": all that is planned outside of batches. people: ids of those who may work, none: everyone.
 *
 * n_done: items that want nobody any more. n_wanted: answers, of items that do not ask everyone; n_for_all: items
 * that do.
 */
export interface BatchOut {
  at: string;
  due: string | null;
  id: string;
  is_paused: boolean;
  n_answers: number;
  n_done: number;
  n_for_all: number;
  n_held: number;
  n_items: number;
  n_wanted: number;
  name: string;
  note: string;
  people: string[];
  priority: -1 | 0 | 1;
  quota: number | null;
  skill: string;
}
/**
 * n_planned: items that a plan holds already; they move, keep their people, and add no answers.
 */
export interface BatchPreview {
  cost: CostOut;
  n_items: number;
  n_planned: number;
  told: string;
}
/**
 * What work costs in seconds; a value that is not known is None, and `why` says what it rests on.
 */
export interface CostOut {
  basis: "measured" | "few" | "assumed" | "none";
  each_person_s: number | null;
  each_s: number | null;
  high_s: number | null;
  low_s: number | null;
  median_s: number | null;
  n_answers: number;
  n_people: number;
  n_timed: number;
  n_times: number;
  total_s: number | null;
  why: string;
}
/**
 * On the items named, or on all that the query string of the items page filters (`filter`).
 *
 * takes: the majority of each item's answers, or `value` for all of them.
 */
export interface Bulk {
  filter?: string | null;
  /**
   * @maxItems 10000
   */
  ids?: string[];
  question?: string | null;
  takes?: "majority" | "value";
  value?: unknown;
}
/**
 * run: by which all of it is taken back.
 */
export interface BulkDone {
  left_out: {
    [k: string]: number;
  };
  n: number;
  run: string;
}
/**
 * A bulk ruling as it was made. items: which, in words. n_standing: rulings not taken back or replaced.
 */
export interface BulkOut {
  at: string;
  by: string;
  items: string;
  n: number;
  n_standing: number;
  question: string;
  run: string;
  takes: "majority" | "value";
  value: unknown;
}
/**
 * n_ruled: items that would be ruled on, by `values`. left_out: why → how many of the others.
 *
 * Why: ruled (somebody ruled on it), own (you labeled it, or have it to label), taken (somebody is ruling on it), second
 * (a second ruling is waited for), few (one answer makes no majority), tie, illegal (not a value of that item),
 * withdrawn. is_single: an answer to the question is one label.
 */
export interface BulkPreview {
  as_of: number;
  is_single: boolean;
  left_out: {
    [k: string]: number;
  };
  n_items: number;
  n_ruled: number;
  values: BulkValue[];
}
export interface BulkValue {
  n: number;
  value: unknown;
}
export interface BulkUndone {
  n: number;
}
/**
 * Planted copies of the project's own texts. recall: share that was found; null where no text could be edited.
 */
export interface CanaryOut {
  edit_share: number;
  interval: [number, number] | null;
  n: number;
  n_found: number;
  recall: number | null;
}
/**
 * One conflict to rule on. lease_until: the case is the caller's until then.
 *
 * ruling: the one that stands; none for who rules a second time, blind of it. apart: two rulings that differ.
 */
export interface Case {
  answers: CaseAnswer[];
  apart?: GoldOut[];
  differences: {
    [k: string]: unknown;
  }[];
  earlier: EarlierRuling[];
  guideline_version: number;
  item: ItemOut;
  lease_until: string;
  place: number;
  question: QuestionOut;
  ruling: GoldOut | null;
  sections: Section[];
  total: number;
  units: CaseUnit[];
  why: string;
}
/**
 * letter: A, B, … in an order that does not follow the annotators. name: only once it was asked for.
 */
export interface CaseAnswer {
  annotation: string;
  can_adopt: boolean;
  letter: string;
  name: string | null;
  note: string;
  second: unknown;
  unsure: boolean;
  value: unknown;
}
export interface GoldOut {
  at: string;
  by: string | null;
  evidence: string[];
  id: string;
  method: string;
  probabilities: {
    [k: string]: number;
  };
  question: string;
  rationale: string;
  reason_code: string | null;
  value: unknown;
}
export interface EarlierRuling {
  at: string;
  gold: string;
  item: string;
  rationale: string;
  reason_code: string | null;
  text: string;
  value: unknown;
}
export interface ItemOut {
  external_id: string | null;
  fields: {
    [k: string]: Field_;
  };
  group: string | null;
  id: string;
  metadata?: {
    [k: string]: unknown;
  };
}
/**
 * One field of an item. url (of images and recordings) and thumb_url: relative to the server.
 *
 * tokens: those that a text brought along, start and end in code points.
 */
export interface Field_ {
  channels?: number | null;
  duration_s?: number | null;
  height?: number | null;
  name?: string | null;
  sample_rate?: number | null;
  text?: string | null;
  thumb_url?: string | null;
  tokens?: [number, number][] | null;
  type: "text" | "image" | "audio";
  url?: string | null;
  width?: number | null;
}
/**
 * kind: without its version, `choice`; options: as the guideline gives them.
 */
export interface QuestionOut {
  key: string;
  kind: string;
  kind_version: string;
  labels: LabelOut[];
  level: "nominal" | "ordinal" | "interval" | "distance";
  options: {
    [k: string]: unknown;
  };
  required: boolean;
  show: string[];
  suggest?: SuggestOut | null;
  title: string;
  units: "given" | "found";
}
/**
 * path: the titles of the groups that the label stands in, the widest first.
 */
export interface LabelOut {
  bad: string[];
  definition: string;
  good: string[];
  key: string;
  path?: string[];
  title: string;
}
/**
 * Whose answers to a question may be shown as a start, and to which share of the items none is.
 */
export interface SuggestOut {
  seed: number;
  silent: number;
  sources: string[];
}
/**
 * A cluster of objects (or one given unit) with everyone's vote; members: object's place in each answer.
 */
export interface CaseUnit {
  key: string;
  members: (number | null)[];
  votes: string[];
}
/**
 * n_open: findings that nobody decided on, of items that are not withdrawn.
 */
export interface CheckOut {
  check: string;
  n: number;
  n_open: number;
  title: string;
}
/**
 * whole: what is odd about the labels of all items, in sentences.
 */
export interface ChecksOut {
  checks: CheckOut[];
  n_checked: number;
  n_new: number;
  whole: string[];
}
/**
 * hint: whether a failed check is told, with the sort of slip and never the answer.
 */
export interface ChecksPolicy {
  distance?: number;
  hint?: boolean;
  is_on: boolean;
  share?: number;
}
/**
 * Which items: those named, or those of a filter of the items page; n of the unplanned ones at random if told.
 */
export interface Choosing {
  assumed_s?: number | null;
  filter?: string;
  floor_share?: number;
  /**
   * @maxItems 10000
   */
  ids?: string[];
  n?: number | null;
  overlap?: number;
  /**
   * @maxItems 1000
   */
  people?: string[];
  seed?: number;
}
export interface CleanOut {
  checks: ChecksOut;
  copies: CopiesOut;
}
/**
 * medium: by what the newest item is compared. n_links: by evidence. n_new: items that were not compared yet.
 *
 * n_linked: items that hang together with others.
 */
export interface CopiesOut {
  canaries: CanaryOut[];
  largest_component: number;
  medium: "audio" | "image" | "text";
  n_compared: number;
  n_components: number;
  n_linked: number;
  n_links: {
    [k: string]: number;
  };
  n_new: number;
  n_not_same: number;
  n_same: number;
  n_unreadable: number;
  thresholds: {
    [k: string]: number;
  };
}
export interface ClusterMember {
  item: string;
  text: string;
  thumb_url: string | null;
}
/**
 * total: of what was asked for. as_of: the state that was read; send it along when you rule. is_single: an answer
 * to the question is one label.
 */
export interface ConcordancePage {
  as_of: number;
  is_single: boolean;
  rows: SharedOut[];
  total: number;
}
/**
 * What several items share. item: the first of them. labels: of present answers, most frequent first.
 *
 * is_torn: the items contradict each other. is_blind: you hold one of them, so nothing is told.
 */
export interface SharedOut {
  golds: SharedGold[];
  group: string | null;
  is_blind: boolean;
  is_torn: boolean;
  item: string;
  labels: {
    [k: string]: number;
  };
  n_gold: number;
  n_items: number;
  n_labeled: number;
  text: string;
  thumb_url: string | null;
}
/**
 * value: null where people found it unresolvable. n: items that have it.
 */
export interface SharedGold {
  n: number;
  value: unknown;
}
/**
 * A method that can decide a question. about: a sentence on what it takes annotators to be.
 */
export interface ConsensusMethod {
  about: string;
  name: string;
  title: string;
}
/**
 * What a method would decide of n_items that have all answers wanted and no ruling.
 *
 * n_no_answer: items whose parts together are no legal answer.
 * n_right of n_checked: rulings that it meets when it does not see them, with the interval of the share.
 * n_behind_wall: items in the test part, which people decide. undefined: why the method decides nothing here.
 */
export interface ConsensusPreview {
  high: number | null;
  low: number | null;
  method: string;
  n_behind_wall: number;
  n_checked: number;
  n_decided: number;
  n_items: number;
  n_low_posterior: number;
  n_no_answer: number;
  n_right: number;
  n_ruled: number;
  n_tied: number;
  undefined: string;
}
/**
 * result: the name of its file: how it came about, then a line for each item.
 */
export interface ConsensusRun {
  at: string;
  id: string;
  method: string;
  min_posterior: number;
  n_behind_wall: number;
  n_decided: number;
  n_held: number;
  n_low_posterior: number;
  n_tied: number;
  question: string;
  result: string;
}
/**
 * wanted None: everyone is asked.
 */
export interface CoverageCell {
  have: number;
  n_items: number;
  wanted: number | null;
}
/**
 * pairs: items that both answered, in the order of people; on the diagonal, all of one's own.
 */
export interface CoverageOut {
  by_have: CoverageCell[];
  by_label: LabelCoverage[];
  pairs: number[][];
  people: PersonCoverage[];
}
/**
 * n_items: with 0, 1, 2, and 3 or more answers.
 */
export interface LabelCoverage {
  label: string;
  n_items: number[];
  question: string;
}
export interface PersonCoverage {
  annotator: string;
  kind: string;
  n_items: number;
  n_shared: number;
  name: string;
}
export interface DayPace {
  day: string;
  pace: PaceOut;
}
/**
 * n_answers: submissions with a value. quartiles_ms: of their active time; None where all were skipped.
 */
export interface PaceOut {
  active_ms: number;
  n_answers: number;
  n_items: number;
  n_people: number;
  n_skips: number;
  quartiles_ms: [number, number, number] | null;
}
/**
 * One attempt. status: what the receiver answered, null when it did not. told: what was wrong, "" for nothing.
 */
export interface DeliveryOut {
  at: string;
  is_taken: boolean;
  ms: number;
  n_events: number;
  status: number | null;
  told: string;
  types: string[];
}
export interface DiffLine {
  new_line: number | null;
  old_line: number | null;
  op: "same" | "added" | "removed";
  text: string;
}
/**
 * Why there is nothing (more) to hand out, and what the annotator has done.
 */
export interface Done {
  median_ms: number | null;
  n_mine: number;
  n_shared: number;
  reason:
    | "all_done"
    | "not_planned"
    | "no_guideline"
    | "waiting_for_others"
    | "paused"
    | "quota"
    | "enough_today"
    | "not_qualified";
  text: string;
}
/**
 * A draw as it was made. n_random, n_risk: answers that it added.
 */
export interface DrawOut {
  at: string;
  at_least: number;
  n_random: number;
  n_risk: number;
  n_single: number;
  seed: number;
  share: number;
}
/**
 * What was said of an earlier answer to the same work. value: the answer then.
 */
export interface EarlierVerdict {
  at: string;
  by: string;
  text: string;
  value: unknown;
  verdict: "accept" | "mend" | "return";
}
/**
 * What happens to the present answers of one question.
 */
export interface Effect {
  carries_over: number;
  look_again: number;
  mapped: number;
  question: string;
  removed: number;
}
/**
 * begins, ends: the hour of the day, or the first and last position of the class in a sitting. relative: 1 is as usual.
 */
export interface FatigueOut {
  begins: number;
  checks: MeasuredOut;
  ends: number | null;
  median_ms: number | null;
  n: number;
  n_sittings: number;
  relative: MeasuredOut;
  skips: MeasuredOut;
}
export interface MeasuredOut {
  high: number | null;
  low: number | null;
  n: number;
  undefined: string;
  value: number | null;
}
export interface Fault {
  mend?: string;
  slug: string;
  what: string;
  where?: string;
}
/**
 * What is told after an answer in training. gold: question → the right value; reasons: why it is right.
 */
export interface Feedback {
  gold: {
    [k: string]: unknown;
  };
  is_right: boolean;
  item: string;
  reasons: string[];
  submission: string;
}
export interface FindingsPage {
  rows: FoundOut[];
  total: number;
}
/**
 * What a check noticed. verdict: null while nobody decided; an item set aside is withdrawn.
 */
export interface FoundOut {
  by: string;
  check: string;
  finding: string;
  item: ItemOut;
  reason: string;
  score: number;
  title: string;
  told: string;
  verdict: ("keep" | "set aside") | null;
}
/**
 * end, low, high: dates; nine in ten replicates end between low and high. high None: it may never end so.
 */
export interface ForecastOut {
  end: string | null;
  high: string | null;
  low: string | null;
  n_days: number;
  n_left: number;
  n_working: number;
  per_day: number;
  undefined: string;
}
/**
 * verdict: null takes back what was decided, and an item that was set aside comes back.
 */
export interface FoundVerdict {
  reason?: string;
  verdict: ("keep" | "set aside") | null;
}
/**
 * A group with more items than the smallest part has. share: of all placed items.
 */
export interface GiantOut {
  group: string;
  n_items: number;
  part: string;
  share: number;
}
export interface GiveBack {
  /**
   * @maxItems 50
   */
  assignments: string[];
}
/**
 * straddling: items whose group now has items in several parts of a split; none moved.
 */
export interface GroupCorrected {
  n: number;
  parts: string[];
  straddling: string[];
}
/**
 * group: null for none.
 */
export interface GroupCorrection {
  group?: string | null;
  /**
   * @maxItems 10000
   */
  ids: string[];
  reason?: string;
}
/**
 * carries: question → label key that disappears → keys that take its place (one: rename or merge; several: split).
 *
 * based_on: the version that the author saw; somebody else's newer version is refused with 409. thread: the question
 * that the change answers; the note then names it.
 */
export interface GuidelineDraft {
  based_on?: number | null;
  carries?: {
    [k: string]: {
      [k: string]: string[];
    };
  };
  note?: string;
  text: string;
  thread?: string | null;
}
export interface GuidelineOut {
  at: string;
  author: string;
  body: string;
  id: string;
  note: string;
  questions: QuestionOut[];
  sections: Section[];
  text: string;
  version: number;
}
export interface GuidelinePreview {
  body: string;
  changes: string[];
  diff: DiffLine[];
  effects: Effect[];
  faults: Fault[];
  lost_labels: LabelChange[];
  n_open_leases: number;
  questions: QuestionOut[];
  sections: Section[];
}
/**
 * A label key that the new text lacks, with what the author says became of it (empty: not said, so: removed).
 */
export interface LabelChange {
  becomes: string[];
  key: string;
  n_answers: number;
  question: string;
  title: string;
}
/**
 * threads: those that the version answers, as far as the caller may read them.
 */
export interface GuidelineVersion {
  at: string;
  author: string;
  n_answers: number;
  note: string;
  threads?: string[];
  version: number;
}
/**
 * Somebody who holds items just now: leased to them, and not answered.
 */
export interface Hand {
  n_held: number;
  name: string;
  person: string;
}
export interface Handout {
  done: Done | null;
  guideline_version: number | null;
  progress: Progress;
  to_qualify?: ToQualify | null;
  work: Work[];
}
export interface Progress {
  n_answers: number;
  n_answers_wanted: number | null;
  n_complete: number;
  n_disagreed: number;
  n_items: number;
  n_mine: number;
  n_mine_left: number | null;
  n_planned: number;
  n_ruled: number;
}
/**
 * Where the annotator stands before real work is handed out: in training, or in the test of that attempt.
 */
export interface ToQualify {
  attempt: number;
  attempts: number;
  n_done: number;
  n_items: number;
  phase: "training" | "test";
}
/**
 * One item to answer. lease_until: ISO time; own: the annotator's own present answers, by question.
 *
 * purpose: label, training or test. What measures people unseen is label like the rest. comment: what a reviewer
 * wrote who gave the answer back, with which it stands among one's own. place: in the training or the test, from 1.
 */
export interface Work {
  assignment: string;
  comment?: string | null;
  guideline_version: number;
  item: ItemOut;
  lease_until: string | null;
  own?: {
    [k: string]: OwnAnswer;
  };
  place?: number | null;
  purpose: "label" | "training" | "test";
  suggestions?: {
    [k: string]: Suggestion;
  };
}
/**
 * The annotator's own present answer: to reopen it, or to look at it again after the guideline changed.
 *
 * before: what was said under an older guideline that the present one cannot read; then there is no value.
 */
export interface OwnAnswer {
  before?: unknown;
  id: string;
  note: string;
  reason: string | null;
  second: unknown;
  unsure: boolean;
  value: unknown;
}
/**
 * Another's answer to start from, as the guideline allows it: who gave it, and its value.
 */
export interface Suggestion {
  by: string;
  value: unknown;
}
export interface Health {
  status: "ok";
  version: string;
}
export interface ImportOut {
  at: string;
  by: string;
  choices: string[];
  id: string;
  is_withdrawn: boolean;
  n_answers: number;
  n_faults: number;
  n_items: number;
  n_known: number;
  name: string;
}
/**
 * total: threads of this tab; n_waiting and n_unread: of all that the caller may read.
 */
export interface InboxOut {
  n_unread: number;
  n_waiting: number;
  rows: ThreadRow[];
  total: number;
}
/**
 * about: what the thread is on, in a line. section_is_gone: the newest guideline lacks its heading.
 *
 * status: waiting for a lead, answered, noted (only leads spoke) or resolved.
 */
export interface ThreadRow {
  about: string;
  amended_in: number | null;
  at: string;
  by: string;
  id: string;
  is_mine: boolean;
  is_shared: boolean;
  is_unread: boolean;
  item: string | null;
  last_at: string;
  n_replies: number;
  section: string | null;
  section_is_gone: boolean;
  status: "waiting" | "answered" | "noted" | "resolved";
  target: "item" | "annotation" | "guideline" | "gold";
  target_id: string;
  text: string;
}
/**
 * link: shown once, when it is made; None afterwards.
 */
export interface Invitation {
  expires_at: string;
  id: string;
  link?: string | null;
  note: string;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  uses_left: number;
}
/**
 * On the items named, or on all that the query string of the items page filters (`filter`).
 */
export interface ItemAction {
  action: "withdraw" | "restore" | "adjudicate";
  filter?: string | null;
  /**
   * @maxItems 10000
   */
  ids?: string[];
  reason?: string;
}
export interface ItemDetail {
  answers: AnswerOut[];
  gold: GoldOut[];
  item: ItemOut;
  remarks: RemarkOut[];
  row: ItemRow;
}
export interface RemarkOut {
  at: string;
  by: string;
  id: string;
  text: string;
  type: string;
}
/**
 * A row of the items table. labels: question → label keys in present answers, most frequent first.
 */
export interface ItemRow {
  arm: string | null;
  disagreement: number | null;
  external_id: string | null;
  gold: {
    [k: string]: unknown;
  };
  group: string | null;
  id: string;
  labels: {
    [k: string]: string[];
  };
  metadata: {
    [k: string]: unknown;
  };
  n: number;
  n_answers: number;
  overlap: number | null;
  part: string | null;
  source: string;
  status:
    | "unplanned"
    | "open"
    | "in_progress"
    | "complete"
    | "disagreed"
    | "accepted"
    | "ruled"
    | "withdrawn";
  text: string;
  thumb_url: string | null;
}
/**
 * Something that happened to an item. target, target_id: the row that it is about.
 */
export interface ItemEvent {
  at: string;
  detail: {
    [k: string]: unknown;
  };
  is_replaced: boolean;
  is_withdrawn: boolean;
  question: string | null;
  seq: number;
  target: string;
  target_id: string;
  text: string;
  type: string;
  value: unknown;
  who: string;
}
export interface ItemHistory {
  events: ItemEvent[];
}
/**
 * `filter_text`: the filter as a sentence. total: of the filter; rows from `offset` on.
 *
 * is_counted: whether total is exact; else there are so many at least.
 */
export interface ItemPage {
  filter_text: string;
  is_counted: boolean;
  offset: number;
  rows: ItemRow[];
  total: number;
}
/**
 * Long work. total None: not known beforehand. result: what the work answers when it is done.
 *
 * can_cancel: whether it may still end and leave nothing behind.
 */
export interface Job {
  can_cancel: boolean;
  done: number;
  id: string;
  message: string;
  problem: Problem | null;
  result: {
    [k: string]: unknown;
  } | null;
  state: "running" | "done" | "failed" | "cancelled";
  total: number | null;
  what: string;
}
/**
 * Every answer with a status of 400 or more. faults: each fault of an input that has many.
 */
export interface Problem {
  faults?: Fault[];
  mend?: string;
  slug: string;
  what: string;
  where?: string;
}
/**
 * Fleiss' kappa with its 95 % interval. observed, expected: agreement as counted and by chance.
 *
 * undefined: why there is no kappa; no_interval: why it has no interval.
 */
export interface KappaOut {
  expected: number | null;
  high: number | null;
  low: number | null;
  no_interval: string | null;
  observed: number | null;
  undefined: string | null;
  value: number | null;
}
/**
 * One answer to review. name: who gave it, where names were asked for. earlier: verdicts on it so far.
 *
 * may_return: there is somebody to return it to. lease_until: it is the caller's until then.
 */
export interface Look {
  annotation: string;
  earlier: EarlierVerdict[];
  guideline_version: number;
  is_random: boolean;
  item: ItemOut;
  lease_until: string;
  may_return: boolean;
  n_waiting: number;
  name: string | null;
  note: string;
  question: QuestionOut;
  reasons: Reason[];
  second: unknown;
  sections: Section[];
  unsure: boolean;
  value: unknown;
}
/**
 * Why an answer looks risky. why: unsure; fast (ms against the person's median_ms); rare (label: n of `of`
 * answers have it); checks (the person met n of `of`).
 */
export interface Reason {
  label?: string | null;
  median_ms?: number | null;
  ms?: number | null;
  n?: number | null;
  of?: number | null;
  why: "unsure" | "fast" | "rare" | "checks";
}
/**
 * Somebody saw labels of test items. what: "items", or the release that they took.
 */
export interface LookOut {
  at: string;
  by: string;
  what: string;
}
export interface Me {
  has_password: boolean;
  is_workspace_owner: boolean;
  memberships: Membership[];
  person: Person;
  version: string;
  workspace: string;
}
export interface Membership {
  project: string;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  title: string;
}
export interface Person {
  id: string;
  name: string;
}
/**
 * What a method thinks of an annotator. measures: name → value; `accuracy` is the share of right votes.
 */
export interface MeasuredAnnotator {
  annotator: string;
  measures: {
    [k: string]: AnnotatorMeasure;
  };
  n_votes: number;
}
/**
 * What measures people in this project; None is switched off. n_gold: items with a ruling that may be used.
 */
export interface Measuring {
  checks: ChecksPolicy | null;
  n_gold: number;
  qualification: Qualification | null;
  repeats: RepeatsPolicy | null;
  scores: ScoreOut[];
  standings: StandingOut[];
}
export interface Qualification {
  attempts: number;
  n_test: number;
  n_training: number;
  threshold: number;
}
/**
 * lag: answers that lie between a person's first and second look, at least; hours: time that does.
 */
export interface RepeatsPolicy {
  distance?: number;
  hours?: number;
  is_on: boolean;
  lag?: number;
  share?: number;
}
/**
 * What hidden items say of an annotator. slips: sort of difference (label, missed, extra, edges) → checks.
 */
export interface ScoreOut {
  annotator: string;
  checks: ShareOut;
  name: string;
  repeats: ShareOut;
  slips: {
    [k: string]: number;
  };
}
/**
 * k of n, with its 95 % interval; undefined says why there is none.
 */
export interface ShareOut {
  high: number | null;
  k: number;
  low: number | null;
  n: number;
  undefined: string | null;
}
/**
 * phase: training, test, passed or failed. share: of the last test that was finished.
 */
export interface StandingOut {
  attempt: number;
  n_done: number;
  n_items: number;
  name: string;
  person: string;
  phase: "training" | "test" | "passed" | "failed";
  share: ShareOut | null;
}
/**
 * is_workspace_owner: always an owner here, and cannot be removed.
 */
export interface Member {
  annotator: string | null;
  is_workspace_owner: boolean;
  last_seen: string | null;
  median_ms: number | null;
  n_answers: number;
  person: Person;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  skills?: string[];
}
export interface MendedMessage {
  message: string;
  text: string;
}
/**
 * earlier: the texts before it was mended. version: of the guideline that an amendment made.
 */
export interface MessageOut {
  at: string;
  by: string;
  earlier: string[];
  edited_at: string | null;
  id: string;
  is_lead: boolean;
  is_mine: boolean;
  text: string;
  type: "comment" | "reply" | "resolved" | "reopened" | "shared" | "unshared" | "amendment";
  version: number | null;
}
export interface Mine {
  rows: MineRow[];
}
/**
 * One of the annotator's own last submissions.
 */
export interface MineRow {
  assignment: string;
  at: string;
  item: ItemOut;
  own: {
    [k: string]: OwnAnswer;
  };
  submission: string;
}
/**
 * One ruling for each item that shares content or group with `item`.
 */
export interface NewAlike {
  as_of: number;
  by?: "content" | "group";
  item: string;
  question?: string | null;
  rationale?: string;
  reason_code: "guideline_gap" | "annotator_slip" | "ambiguous_item" | "bad_data" | "audit";
  value: unknown;
}
/**
 * Exactly one of value (whatever the kind takes, also an explicit nothing) and reason must be given.
 *
 * reason: "skip: …" or "abstain: …"; then has_value is false.
 */
export interface NewAnswer {
  has_value: boolean;
  id: string;
  note?: string;
  reason?: string | null;
  replaces?: string | null;
  second?: unknown;
  unsure?: boolean;
  value?: unknown;
}
/**
 * skill_column: the metadata that names the skill which an item asks for. quota: most answers of one person.
 */
export interface NewBatch {
  assumed_s?: number | null;
  due?: string | null;
  filter?: string;
  floor_share?: number;
  /**
   * @maxItems 10000
   */
  ids?: string[];
  is_paused?: boolean;
  n?: number | null;
  name: string;
  note?: string;
  overlap?: number;
  /**
   * @maxItems 1000
   */
  people?: string[];
  priority?: -1 | 0 | 1;
  quota?: number | null;
  seed?: number;
  skill?: string;
  skill_column?: string | null;
}
/**
 * as_of: the state that the preview read.
 */
export interface NewBulk {
  as_of: number;
  filter?: string | null;
  /**
   * @maxItems 10000
   */
  ids?: string[];
  question?: string | null;
  rationale?: string;
  reason_code: "guideline_gap" | "annotator_slip" | "ambiguous_item" | "bad_data" | "audit";
  takes?: "majority" | "value";
  value?: unknown;
}
/**
 * thresholds: medium (text, image, audio) → least similarity; those of the last time unless given.
 */
export interface NewComparison {
  thresholds?: {
    [k: string]: number;
  };
}
/**
 * question: its key; None for the first. min_posterior: below it an item stays open.
 */
export interface NewConsensus {
  method: string;
  min_posterior?: number;
  question?: string | null;
}
export interface NewInvitation {
  days?: number;
  note?: string;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  uses?: number;
}
export interface NewPassword {
  password: string;
}
/**
 * policy pilot: `n` random items for everyone. policy overlap: `arms` of {share, overlap}, and the floor.
 *
 * floor_share: the share of items in single-labeled arms that two people label anyway, at random; 0 says no.
 * skill_column: the metadata that names the skill which an item asks for.
 */
export interface NewPlan {
  arms?: Arm[];
  floor_share?: number;
  n?: number;
  policy: "pilot" | "overlap";
  seed?: number;
  skill_column?: string | null;
  stratify_by?: string | null;
}
/**
 * template: a guideline to start from, or the guideline's whole text.
 */
export interface NewProject {
  guideline?: string | null;
  slug?: string | null;
  template?:
    | (
        | "choice"
        | "choices"
        | "rating"
        | "text"
        | "number"
        | "ranking"
        | "pairwise"
        | "span"
        | "box"
        | "polygon"
        | "mask"
        | "instance"
        | "segment"
      )
    | null;
  title: string;
}
/**
 * What to blank. items: none means the whole project, and then `find` says what. field: one field of the items.
 *
 * find: a text, or a regular expression; null blanks the items' content whole.
 */
export interface NewRedaction {
  field?: string | null;
  find?: string | null;
  is_regex?: boolean;
  /**
   * @maxItems 10000
   */
  items?: string[];
  reason?: string;
}
/**
 * accepts_twins: make it though test items have known copies in training; its card says so.
 *
 * cut: with it, the ratios are those of the parts before it, and `test` is none of them.
 */
export interface NewRelease {
  accepts_twins?: boolean;
  cut?: ReleaseCut | null;
  formats?: string[];
  name: string;
  note?: string;
  ratios?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$".
     */
    [k: string]: number;
  };
  seed?: number;
}
/**
 * key: the metadata that say when an item is from. at: what is wholly from then on is `test`.
 *
 * crossing: where groups on both sides of it go: the first part, or `embargo`, where they stay out.
 */
export interface ReleaseCut {
  at: string;
  crossing?: "train" | "embargo";
  key: string;
}
export interface NewRemark {
  target: "item" | "annotation" | "guideline" | "gold";
  target_id: string;
  text: string;
}
export interface NewReply {
  text: string;
}
/**
 * has_value false: unresolvable, which keeps the votes as a soft label. evidence: the answers that were read.
 *
 * replaces: the ruling that this one follows, if there was one. wants_second: somebody else is to rule too, blind.
 */
export interface NewRuling {
  /**
   * @maxItems 1000
   */
  evidence: string[];
  has_value: boolean;
  id: string;
  rationale?: string;
  reason_code: "guideline_gap" | "annotator_slip" | "ambiguous_item" | "bad_data" | "audit";
  replaces?: string | null;
  value?: unknown;
  wants_second?: boolean;
}
/**
 * share and at_least: of each annotator's single answers, by lot. n_risk: risky ones beside them.
 *
 * seed: of the first draw; left out it is drawn too. Later draws go on with the same lots.
 */
export interface NewSample {
  at_least?: number;
  n_risk?: number;
  question?: string | null;
  seed?: number | null;
  share?: number;
}
/**
 * anchor: of a heading in the newest guideline, for a thread on a paragraph; target_id is not read then.
 */
export interface NewThread {
  anchor?: string | null;
  target: "item" | "annotation" | "guideline" | "gold";
  target_id?: string;
  text: string;
}
/**
 * A token for scripts. project None: all projects of the workspace, for its owner. role bounds what it may do.
 */
export interface NewToken {
  days?: number;
  name: string;
  project?: string | null;
  role?: "owner" | "adjudicator" | "annotator" | "viewer";
}
/**
 * value, reason_code: of a mended answer, which becomes a ruling. text: rationale, or the comment that returns it.
 */
export interface NewVerdict {
  annotation: string;
  id: string;
  reason_code?: "guideline_gap" | "annotator_slip" | "ambiguous_item" | "bad_data" | "audit";
  text?: string;
  value?: unknown;
  verdict: "accept" | "mend" | "return";
}
/**
 * url: https://, or a host that the server's admin allowed as private.
 */
export interface NewWebhook {
  /**
   * @maxItems 100
   */
  events: ("answer.given" | "item.decided" | "batch.done" | "release.made" | "items.imported")[];
  url: string;
}
/**
 * Rows to withdraw, or to restore; of one sort. run: an import.
 */
export interface NewWithdrawal {
  /**
   * @maxItems 10000
   */
  ids: string[];
  is_restored?: boolean;
  reason?: string;
  target: "item" | "annotation" | "annotator" | "run" | "gold";
}
/**
 * The next useful step in a sentence, with the page that does it (a path under the project).
 */
export interface NextStep {
  action: string;
  path: string;
  text: string;
}
/**
 * An image, and whole pixels of it, upright: all of the object lies inside them.
 */
export interface OutlineHint {
  as_parts?: boolean;
  height: number;
  media: string;
  width: number;
  x: number;
  y: number;
}
/**
 * The object's pixels in a part of the picture: COCO's compressed run lengths down the columns of that part.
 *
 * parts: the object as polygons of the whole picture, where they were asked for.
 */
export interface OutlineOut {
  counts: string;
  height: number;
  parts: OutlinePart[] | null;
  width: number;
  x: number;
  y: number;
}
/**
 * Points in pixels of the picture, each x and y.
 */
export interface OutlinePart {
  holes: [number, number][][];
  outline: [number, number][];
}
/**
 * An image, and a pixel of the object.
 */
export interface OutlinePoint {
  as_parts?: boolean;
  media: string;
  x: number;
  y: number;
}
/**
 * An image, and the object's topmost, leftmost, lowest and rightmost pixel.
 */
export interface OutlinePoints {
  as_parts?: boolean;
  media: string;
  /**
   * @minItems 4
   * @maxItems 4
   */
  points: [PixelIn, PixelIn, PixelIn, PixelIn];
}
/**
 * A whole pixel of an image, upright, from its top left.
 */
export interface PixelIn {
  x: number;
  y: number;
}
/**
 * why_not: what is missing where outlines cannot be found here; None where they can.
 */
export interface OutlineTool {
  segmenter: SegmenterOut | null;
  why_not: Problem | null;
}
/**
 * A model of the project's own. takes: what it is told of an object. why_not: why it cannot run here.
 */
export interface SegmenterOut {
  name: string;
  takes: "box" | "points";
  why_not: Problem | null;
}
/**
 * Two items that are nearly equal, the earlier first. cluster: what hangs together, up to twelve of n_cluster.
 */
export interface PairOut {
  a: ItemOut;
  b: ItemOut;
  by: string;
  cluster: ClusterMember[];
  evidence: "exact" | "normalised" | "near" | "mirrored";
  finding: string;
  n_cluster: number;
  similarity: number;
  verdict: ("same" | "not the same") | null;
}
/**
 * verdict: null takes back what was said.
 */
export interface PairVerdict {
  reason?: string;
  verdict: ("same" | "not the same") | null;
}
export interface PairsPage {
  rows: PairOut[];
  total: number;
}
export interface PersonPace {
  annotator: string;
  n_days: number;
  name: string;
  pace: PaceOut;
}
/**
 * phase: nothing planned yet, a pilot that everyone labels, or the whole project open.
 */
export interface PlanState {
  arms: {
    [k: string]: unknown;
  }[];
  n_unplanned: number;
  parameters: {
    [k: string]: unknown;
  };
  phase: "none" | "pilot" | "open";
  policy: string | null;
}
/**
 * today: in the zone. sheet: the newest rows of n_sheet, by day and person. break_minutes: what ends a sitting.
 */
export interface ProgressOut {
  break_minutes: number;
  by_day: DayPace[];
  by_hour: FatigueOut[];
  by_person: PersonPace[];
  by_position: FatigueOut[];
  forecast: ForecastOut;
  n_sheet: number;
  n_sittings: number;
  seq: number;
  sheet: SheetRow[];
  today: string;
  zone: string;
}
export interface SheetRow {
  active_ms: number;
  annotator: string;
  day: string;
  first: string;
  last: string;
  n_answers: number;
  n_skips: number;
  name: string;
}
export interface ProjectHome {
  activity: Activity[];
  annotators: AnnotatorBrief[];
  description: string;
  guideline_version: number | null;
  next_step: NextStep | null;
  notices: string[];
  plan: PlanState;
  progress: Progress;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  seq: number;
  settings: Settings;
  slug: string;
  stations: Station[];
  title: string;
}
/**
 * Of a project. lease_minutes: how long an item stays with someone who does not answer. counted_kinds: whose
 * answers are votes. most_a_day: items that one person may answer in a day; None for no bound.
 */
export interface Settings {
  audit_share?: number;
  counted_kinds?: ("human" | "function" | "model" | "llm")[];
  description?: string;
  lease_minutes?: number;
  licence?: string;
  most_a_day?: number | null;
}
/**
 * One station of the line: what stands under its name, and whether something waits there.
 */
export interface Station {
  count: string;
  is_waiting?: boolean;
  key: "guideline" | "items" | "label" | "agreement" | "adjudicate" | "release";
}
export interface ProjectSummary {
  created_at: string;
  description: string;
  progress: Progress;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  slug: string;
  title: string;
}
/**
 * How like the suggestion answers are: 1 the same … 0 nothing shared, `shown` in sight and `silent` without it.
 *
 * pull: shown - silent. kept, kept_silent: the share of answers that are exactly the suggestion. seconds_shown,
 * seconds_silent: the median time of an answer; saved: silent - shown, in s.
 */
export interface Pull {
  kept: Measured;
  kept_silent: Measured;
  pull: Measured;
  saved: Measured;
  seconds_shown: number | null;
  seconds_silent: number | null;
  shown: Measured;
  silent: Measured;
}
/**
 * Items are drawn from those with a ruling that pass the filter. threshold: share of the test to be right.
 */
export interface QualificationPolicy {
  attempts?: number;
  filter?: string;
  is_on: boolean;
  n_test?: number;
  n_training?: number;
  seed?: number;
  threshold?: number;
}
/**
 * How many of n reviewed answers drawn by lot are wrong, and the error rate with its 95 % interval.
 *
 * of: answers of theirs that were drawn from. undefined: why there is no rate. slips: sort of difference → in how many.
 */
export interface RateOut {
  high: number | null;
  key: string;
  low: number | null;
  n: number;
  n_wrong: number;
  name: string;
  of: number | null;
  slips: {
    [k: string]: number;
  };
  undefined: string | null;
  value: number | null;
}
export interface Ready {
  n_projects: number;
  status: "ok";
  version: string;
}
/**
 * stored: ids that are safe on disk (now or earlier). refused: what can never be stored as it is, and why.
 *
 * hints: on answers that were compared with a ruling, where the project tells. feedback: on answers in training.
 */
export interface Receipt {
  feedback?: Feedback[];
  hints?: string[];
  refused: Refusal[];
  stored: string[];
  surplus: string[];
}
export interface Refusal {
  id: string;
  problem: Problem;
}
/**
 * One place that would be blanked. words: what goes, with a little round it.
 */
export interface RedactionPlace {
  item: string | null;
  place: string;
  words: string;
}
/**
 * What a redaction would blank. places: the first 200; counts: all, by place. n_equal: other items with the same
 * content; n_elsewhere: other rows with the same text; both stay. releases: those that are written anew.
 */
export interface RedactionPreview {
  counts: {
    [k: string]: number;
  };
  n_elsewhere: number;
  n_equal: number;
  n_items: number;
  n_media: number;
  n_rows: number;
  out_of_reach: string[];
  places: RedactionPlace[];
  releases: string[];
}
export interface ReleaseFile {
  bytes: number;
  name: string;
  sha256: string;
}
/**
 * card: the data card's HTML page. stamps: what must be said on the bottle, "agreement unknowable" say.
 */
export interface ReleaseOut {
  as_of: number;
  at: string;
  by: string;
  card_url: string;
  files: ReleaseFile[];
  gaps: string[];
  guideline_version: number;
  id: string;
  load_code: string;
  losses: string[];
  methods: {
    [k: string]: number;
  };
  n_items: number;
  name: string;
  note: string;
  parts: {
    [k: string]: number;
  };
  stamps: string[];
  zip_url: string;
}
/**
 * What a release made now would hold. metadata: names of the items' metadata.
 */
export interface ReleasePreview {
  formats: string[];
  formats_on_request: string[];
  gaps: string[];
  metadata: string[];
  methods: {
    [k: string]: number;
  };
  n_decided: number;
  n_items: number;
  stamps: string[];
}
export interface Resolution {
  is_resolved: boolean;
}
/**
 * The review of one question. cells: annotator → rates by the labels that they gave.
 *
 * n_risk_done, n_risk_wrong: of the risky answers, which no rate counts.
 */
export interface ReviewOut {
  by_annotator: RateOut[];
  by_label: RateOut[];
  cells: {
    [k: string]: RateOut[];
  };
  draws: DrawOut[];
  n_accepted: number;
  n_again: number;
  n_gone: number;
  n_mended: number;
  n_open: number;
  n_returned: number;
  n_risk_done: number;
  n_risk_wrong: number;
  overall: RateOut;
  question: string;
  rows: ReviewRow[];
}
/**
 * An answer that waits. is_again: it was returned, and given again.
 */
export interface ReviewRow {
  is_again: boolean;
  is_random: boolean;
  item: string;
  reasons: Reason[];
  text: string;
  thumb_url: string | null;
}
export interface RoleChange {
  role: "owner" | "adjudicator" | "annotator" | "viewer";
}
/**
 * n_single: answers to draw from. n_random, n_risk: drawn now, beside what was drawn before.
 */
export interface SampleOut {
  n_random: number;
  n_risk: number;
  n_single: number;
}
/**
 * share: of rulings that are made twice. n_waiting: second rulings to be given; n_apart: pairs to be settled.
 *
 * same: pairs that came out alike, by more than drawing.
 */
export interface SecondLooks {
  kappa: KappaOut;
  n_apart: number;
  n_waiting: number;
  question: string;
  same: ShareOut;
  share: number;
}
/**
 * share: of rulings given from now on. seed: of the lots; drawn when left out.
 */
export interface SecondShare {
  seed?: number | null;
  share: number;
}
export interface Sharing {
  is_shared: boolean;
}
/**
 * Either a link's token, or a name with its password.
 */
export interface SignIn {
  name?: string | null;
  password?: string | null;
  token?: string | null;
}
/**
 * Signs the person in, once it is opened, until it expires; shown this once.
 */
export interface SignInLink {
  expires_at: string;
  link: string;
}
export interface Skills {
  /**
   * @maxItems 50
   */
  skills: string[];
}
export interface SkillsOut {
  skills: string[];
}
/**
 * folders: of the server's machine. hosts: of the web. private_hosts: those that may have private addresses.
 */
export interface Sources {
  /**
   * @maxItems 1000
   */
  buckets?: string[];
  /**
   * @maxItems 1000
   */
  folders?: string[];
  /**
   * @maxItems 1000
   */
  hosts?: string[];
  /**
   * @maxItems 1000
   */
  private_hosts?: string[];
}
/**
 * The split as it stands. sentence: its audit, empty while nothing is in test. labels: label → part → items that
 * have it, of the first question. twins: up to fifty of n_twins, the nearest first.
 */
export interface SplitOut {
  giants: GiantOut[];
  labels: {
    [k: string]: {
      [k: string]: number;
    };
  };
  looks: LookOut[];
  n_test: number;
  n_twinned: number;
  n_twins: number;
  parts: {
    [k: string]: number;
  };
  question: string;
  sentence: string;
  twins: TwinOut[];
}
/**
 * A test item and a known copy of it in another part.
 */
export interface TwinOut {
  evidence: string;
  other: ClusterMember;
  part: string;
  similarity: number;
  test: ClusterMember;
}
/**
 * All answers of one item given together; resending it by its id stores nothing twice.
 *
 * person: who gave it; a browser that now belongs to another person is refused. duration_ms: idle time excluded.
 */
export interface Submission {
  answers: {
    [k: string]: NewAnswer;
  };
  assignment: string;
  duration_ms: number;
  guideline_version: number;
  id: string;
  item: string;
  person: string;
}
export interface Submissions {
  /**
   * @maxItems 100
   */
  submissions: Submission[];
}
/**
 * sources: whose answers the guideline lets people see; unknown: those that no annotator is named. silent: the
 * share of items that it keeps them back from. n_shown, n_silent: items in each arm; n_unfit: those whose suggestion
 * the guideline could not read any more. pull: None with the reason in `undefined`.
 */
export interface SuggestionPull {
  n_shown: number;
  n_silent: number;
  n_unfit: number;
  pull: Pull | null;
  question: string;
  seq: number;
  silent: number | null;
  sources: string[];
  undefined: string;
  unknown: string[];
}
/**
 * to: the person who gets what is taken back; None leaves it to everyone.
 */
export interface TakeBack {
  to?: string | null;
}
export interface TakenBack {
  n: number;
}
/**
 * A thread with what was said. item: as its reader may see it. question, value: of the answer it is about.
 */
export interface ThreadOut {
  giver: string | null;
  item: ItemOut | null;
  may_amend: boolean;
  may_reply: boolean;
  may_resolve: boolean;
  may_share: boolean;
  messages: MessageOut[];
  question: string | null;
  row: ThreadRow;
  value: unknown;
}
/**
 * secret: shown once, when it is made.
 */
export interface Token {
  created_at: string;
  expires_at: string;
  id: string;
  last_used: string | null;
  name: string;
  project: string | null;
  role: "owner" | "adjudicator" | "annotator" | "viewer";
  secret?: string | null;
}
export interface UnreadOut {
  n_unread: number;
  n_waiting: number;
}
/**
 * gold: the ruling that a mended answer became.
 */
export interface VerdictOut {
  gold: string | null;
  id: string;
  verdict: "accept" | "mend" | "return";
}
/**
 * What is not told stays. is_on: true begins again where it stopped; nothing was left out meanwhile.
 */
export interface WebhookChange {
  events?: ("answer.given" | "item.decided" | "batch.done" | "release.made" | "items.imported")[] | null;
  is_on?: boolean | null;
}
/**
 * secret: shown when it is made, null afterwards. off: why nothing is sent, null when it is on.
 */
export interface WebhookOut {
  created_at: string;
  deliveries: DeliveryOut[];
  events: string[];
  id: string;
  n_failed: number;
  n_waiting: number;
  off: string | null;
  secret?: string | null;
  url: string;
}
export interface Withdrawal {
  reason?: string;
}
/**
 * One withdrawal that stands. what: in words. item: the item it is about, if it is about one.
 */
export interface WithdrawalOut {
  at: string;
  by: string;
  item: string | null;
  question: string | null;
  reason: string;
  target: "item" | "annotation" | "annotator" | "run" | "gold";
  target_id: string;
  what: string;
}
/**
 * counts: how many of each sort are withdrawn now.
 */
export interface WithdrawalPage {
  counts: {
    [k: string]: number;
  };
  rows: WithdrawalOut[];
}
/**
 * n: how many changed; what was so already is not counted.
 */
export interface Withdrawn {
  n: number;
}
/**
 * batches: in the order in which they are worked on. skills: that people have or items ask for.
 */
export interface WorkState {
  batches: BatchOut[];
  hands: Hand[];
  skills: string[];
}
