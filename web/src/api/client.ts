/** One function for each route of /api/v1. The paths are held against openapi.json by a test. */
import type * as T from "../model/api.gen";
import { ApiError, problemOf } from "./problem";

const BASE = "api/v1";

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;

function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== "") search.append(key, String(each));
    }
  }
  const tail = search.size ? `?${search}` : "";
  return new URL(`${BASE}${path}${tail}`, document.baseURI).toString();
}

async function call<Out>(
  method: string,
  path: string,
  options: { body?: unknown; query?: Query | undefined } = {},
): Promise<Out> {
  const isUpload = options.body instanceof Blob;
  const init: RequestInit = { method, credentials: "same-origin", headers: { "X-Goldsmith": "1" } };
  if (options.body !== undefined) {
    init.body = isUpload ? (options.body as Blob) : JSON.stringify(options.body);
    init.headers = {
      "X-Goldsmith": "1",
      "Content-Type": isUpload ? "application/octet-stream" : "application/json",
    };
  }
  let response: Response;
  try {
    response = await fetch(address(path, options.query), init);
  } catch {
    throw new ApiError(0, {
      slug: "offline",
      what: "The server cannot be reached.",
      where: "",
      mend: "Check that Goldsmith is running; work goes on offline.",
      faults: [],
    });
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return (response.status === 204 ? undefined : await response.json()) as Out;
}

const get = <Out>(path: string, query?: Query) => call<Out>("GET", path, { query });
const post = <Out>(path: string, body: unknown = {}, query?: Query) =>
  call<Out>("POST", path, { body, query });
const put = <Out>(path: string, body: unknown) => call<Out>("PUT", path, { body });
const patch = <Out>(path: string, body: unknown) => call<Out>("PATCH", path, { body });
const del = <Out>(path: string) => call<Out>("DELETE", path);
const at = (project: string) => `/projects/${encodeURIComponent(project)}`;

/** Where all numbers of the agreement page lie, as a table or as JSON. */
export const agreementAddress = (p: string, question: string, form: "csv" | "json"): string =>
  address(form === "csv" ? `${at(p)}/agreement/export.csv` : `${at(p)}/agreement/export.json`, { question });

/** Where the time sheets lie as a CSV table. */
export const timeSheetsAddress = (p: string, zone: string): string =>
  address(`${at(p)}/progress/time-sheets.csv`, { zone });

export const api = {
  // people
  me: () => get<T.Me>("/session"),
  signIn: (body: T.SignIn) => post<T.Me>("/session", body),
  signOut: () => del<void>("/session"),
  setPassword: (body: T.NewPassword) => put<T.Me>("/session/password", body),
  acceptInvitation: (body: T.AcceptInvitation) => post<T.Me>("/invitations/accept", body),
  members: (p: string) => get<T.Member[]>(`${at(p)}/people`),
  setRole: (p: string, person: string, body: T.RoleChange) =>
    patch<T.Member>(`${at(p)}/people/${person}`, body),
  removeMember: (p: string, person: string) => del<void>(`${at(p)}/people/${person}`),
  memberLink: (p: string, person: string) => post<T.SignInLink>(`${at(p)}/people/${person}/link`),
  invitations: (p: string) => get<T.Invitation[]>(`${at(p)}/invitations`),
  invite: (p: string, body: T.NewInvitation) => post<T.Invitation>(`${at(p)}/invitations`, body),
  revokeInvitation: (p: string, id: string) => del<void>(`${at(p)}/invitations/${id}`),
  tokens: () => get<T.Token[]>("/tokens"),
  makeToken: (body: T.NewToken) => post<T.Token>("/tokens", body),
  revokeToken: (id: string) => del<void>(`/tokens/${id}`),
  // projects
  projects: () => get<T.ProjectSummary[]>("/projects"),
  makeProject: (body: T.NewProject) => post<T.ProjectSummary>("/projects", body),
  home: (p: string) => get<T.ProjectHome>(at(p)),
  saveSettings: (p: string, body: T.Settings) => put<T.Settings>(`${at(p)}/settings`, body),
  plan: (p: string, body: T.NewPlan) => post<T.PlanState>(`${at(p)}/plan`, body),
  // work planning
  batches: (p: string) => get<T.WorkState>(`${at(p)}/batches`),
  makeBatch: (p: string, body: T.NewBatch) => post<T.BatchOut>(`${at(p)}/batches`, body),
  previewBatch: (p: string, body: T.Choosing) => post<T.BatchPreview>(`${at(p)}/batches/preview`, body),
  changeBatch: (p: string, batch: string, body: T.BatchChange) =>
    patch<T.BatchOut>(`${at(p)}/batches/${batch}`, body),
  takeBack: (p: string, person: string, body: T.TakeBack) =>
    post<T.TakenBack>(`${at(p)}/people/${person}/take-back`, body),
  skillsOf: (p: string, person: string) => get<T.SkillsOut>(`${at(p)}/people/${person}/skills`),
  setSkills: (p: string, person: string, body: T.Skills) =>
    put<T.SkillsOut>(`${at(p)}/people/${person}/skills`, body),
  cost: (p: string, query: { n_answers: number; n_people?: number; assumed_s?: number }) =>
    get<T.CostOut>(`${at(p)}/cost`, query),
  measuring: (p: string) => get<T.Measuring>(`${at(p)}/measuring`),
  setChecks: (p: string, body: T.ChecksPolicy) => put<T.Measuring>(`${at(p)}/measuring/checks`, body),
  setRepeats: (p: string, body: T.RepeatsPolicy) => put<T.Measuring>(`${at(p)}/measuring/repeats`, body),
  setQualification: (p: string, body: T.QualificationPolicy) =>
    put<T.Measuring>(`${at(p)}/measuring/qualification`, body),
  admit: (p: string, person: string) => post<T.Measuring>(`${at(p)}/people/${person}/admit`),
  giveAttempt: (p: string, person: string) => post<T.Measuring>(`${at(p)}/people/${person}/attempt`),
  job: (id: string) => get<T.Job>(`/jobs/${id}`),
  cancelJob: (id: string) => del<T.Job>(`/jobs/${id}`),
  // guideline
  guideline: (p: string, version?: number) => get<T.GuidelineOut>(`${at(p)}/guideline`, { version }),
  guidelineVersions: (p: string) => get<T.GuidelineVersion[]>(`${at(p)}/guideline/versions`),
  guidelineDiff: (p: string, from: number, to: number) =>
    get<T.DiffLine[]>(`${at(p)}/guideline/diff`, { from, to }),
  previewGuideline: (p: string, body: T.GuidelineDraft) =>
    post<T.GuidelinePreview>(`${at(p)}/guideline/preview`, body),
  saveGuideline: (p: string, body: T.GuidelineDraft) => post<T.GuidelineOut>(`${at(p)}/guideline`, body),
  // items
  importFile: (
    p: string,
    file: Blob,
    query: {
      name: string;
      text?: readonly string[];
      id?: string;
      group?: string;
      label?: string;
      annotator?: string;
      annotator_name?: string;
      by?: string;
      question?: string;
      encoding?: string;
      keep_good?: boolean;
      addresses?: boolean;
      link?: boolean;
    },
  ) => call<T.Job>("POST", `${at(p)}/imports`, { body: file, query }),
  /** What lies on the server's machine or in a bucket, where the admin allowed it. */
  importPlace: (p: string, query: { path?: string; url?: string; link: boolean; keep_good: boolean }) =>
    call<T.Job>("POST", `${at(p)}/imports`, { query }),
  sources: (p: string) => get<T.Sources>(`${at(p)}/sources`),
  imports: (p: string) => get<T.ImportOut[]>(`${at(p)}/imports`),
  runningImports: (p: string) => get<T.Job[]>(`${at(p)}/imports/running`),
  withdrawImport: (p: string, id: string, body: T.Withdrawal) =>
    post<T.ImportOut>(`${at(p)}/imports/${id}/withdraw`, body),
  restoreImport: (p: string, id: string, body: T.Withdrawal) =>
    post<T.ImportOut>(`${at(p)}/imports/${id}/restore`, body),
  items: (p: string, query: Query) => get<T.ItemPage>(`${at(p)}/items`, query),
  item: (p: string, id: string) => get<T.ItemDetail>(`${at(p)}/items/${id}`),
  actOnItems: (p: string, body: T.ItemAction) => post<T.ActionDone>(`${at(p)}/items/actions`, body),
  remark: (p: string, body: T.NewRemark) => post<T.RemarkOut>(`${at(p)}/remarks`, body),
  // taking back
  withdraw: (p: string, body: T.NewWithdrawal) => post<T.Withdrawn>(`${at(p)}/withdrawals`, body),
  withdrawals: (p: string, query: Query = {}) => get<T.WithdrawalPage>(`${at(p)}/withdrawals`, query),
  annotators: (p: string) => get<T.AnnotatorOut[]>(`${at(p)}/annotators`),
  correctGroup: (p: string, body: T.GroupCorrection) => post<T.GroupCorrected>(`${at(p)}/items/group`, body),
  history: (p: string, item: string) => get<T.ItemHistory>(`${at(p)}/items/${item}/history`),
  previewRedaction: (p: string, body: T.NewRedaction) =>
    post<T.RedactionPreview>(`${at(p)}/redactions/preview`, body),
  redact: (p: string, body: T.NewRedaction) => post<T.Job>(`${at(p)}/redactions`, body),
  concordance: (p: string, query: Query) => get<T.ConcordancePage>(`${at(p)}/concordance`, query),
  ruleAlike: (p: string, body: T.NewAlike) => post<T.AlikeRuled>(`${at(p)}/concordance/rule`, body),
  // cleaning
  clean: (p: string) => get<T.CleanOut>(`${at(p)}/clean`),
  compareCopies: (p: string, body: T.NewComparison = {}) => post<T.Job>(`${at(p)}/clean/copies`, body),
  pairs: (p: string, query: Query) => get<T.PairsPage>(`${at(p)}/clean/copies`, query),
  judgePair: (p: string, finding: string, body: T.PairVerdict) =>
    post<void>(`${at(p)}/clean/copies/${finding}`, body),
  splitAudit: (p: string) => get<T.SplitOut>(`${at(p)}/clean/split`),
  checkRawData: (p: string) => post<T.Job>(`${at(p)}/clean/checks`),
  rawFindings: (p: string, query: Query) => get<T.FindingsPage>(`${at(p)}/clean/checks`, query),
  decideFinding: (p: string, finding: string, body: T.FoundVerdict) =>
    post<void>(`${at(p)}/clean/checks/${finding}`, body),
  // progress
  progress: (p: string, zone: string) => get<T.ProgressOut>(`${at(p)}/progress`, { zone }),
  coverage: (p: string) => get<T.CoverageOut>(`${at(p)}/progress/coverage`),
  // webhooks
  webhooks: (p: string) => get<T.WebhookOut[]>(`${at(p)}/webhooks`),
  addWebhook: (p: string, body: T.NewWebhook) => post<T.WebhookOut>(`${at(p)}/webhooks`, body),
  changeWebhook: (p: string, id: string, body: T.WebhookChange) =>
    patch<T.WebhookOut>(`${at(p)}/webhooks/${id}`, body),
  removeWebhook: (p: string, id: string) => del<void>(`${at(p)}/webhooks/${id}`),
  tryWebhook: (p: string, id: string) => post<T.DeliveryOut>(`${at(p)}/webhooks/${id}/test`),
  // conversation
  threads: (
    p: string,
    query: { which?: "open" | "mine" | "all"; target?: string; item?: string; offset?: number },
  ) => get<T.InboxOut>(`${at(p)}/threads`, query),
  unread: (p: string) => get<T.UnreadOut>(`${at(p)}/threads/unread`),
  thread: (p: string, id: string) => get<T.ThreadOut>(`${at(p)}/threads/${id}`),
  startThread: (p: string, body: T.NewThread) => post<T.ThreadOut>(`${at(p)}/threads`, body),
  replyIn: (p: string, id: string, body: T.NewReply) =>
    post<T.ThreadOut>(`${at(p)}/threads/${id}/replies`, body),
  mendMessage: (p: string, id: string, body: T.MendedMessage) =>
    post<T.ThreadOut>(`${at(p)}/threads/${id}/mend`, body),
  resolveThread: (p: string, id: string, body: T.Resolution) =>
    post<T.ThreadOut>(`${at(p)}/threads/${id}/resolution`, body),
  shareThread: (p: string, id: string, body: T.Sharing) =>
    post<T.ThreadOut>(`${at(p)}/threads/${id}/sharing`, body),
  readThread: (p: string, id: string) => post<T.UnreadOut>(`${at(p)}/threads/${id}/read`),
  // labeling
  next: (p: string, body: T.Ask) => post<T.Handout>(`${at(p)}/next`, body),
  outlineTool: (p: string) => get<T.OutlineTool>(`${at(p)}/outline`),
  outline: (p: string, body: T.OutlineHint) => post<T.OutlineOut>(`${at(p)}/outline`, body),
  segmenterInBox: (p: string, body: T.OutlineHint) =>
    post<T.OutlineOut>(`${at(p)}/outline/segmenter/box`, body),
  segmenterAtPoint: (p: string, body: T.OutlinePoint) =>
    post<T.OutlineOut>(`${at(p)}/outline/segmenter/point`, body),
  outlinePoints: (p: string, body: T.OutlinePoints) => post<T.OutlineOut>(`${at(p)}/outline/points`, body),
  submit: (p: string, body: T.Submissions) => post<T.Receipt>(`${at(p)}/submissions`, body),
  giveBack: (p: string, body: T.GiveBack) => post<void>(`${at(p)}/give-back`, body),
  mine: (p: string, limit = 10) => get<T.Mine>(`${at(p)}/mine`, { limit }),
  // agreement, adjudication
  agreement: (p: string, question: string, asOf?: number) =>
    get<T.AgreementOut>(`${at(p)}/agreement`, { question, as_of: asOf }),
  suggestionPull: (p: string, question: string) =>
    get<T.SuggestionPull>(`${at(p)}/agreement/pull`, { question }),
  agreementViews: (p: string, question: string) =>
    get<T.AgreementViews>(`${at(p)}/agreement/views`, { question }),
  consensusRuns: (p: string) => get<T.ConsensusRun[]>(`${at(p)}/consensus`),
  consensusMethods: (p: string, question: string) =>
    get<T.ConsensusMethod[]>(`${at(p)}/consensus/methods`, { question }),
  consensusAnnotators: (p: string, query: Query) =>
    get<T.MeasuredAnnotator[]>(`${at(p)}/consensus/annotators`, query),
  consensusPreview: (p: string, query: Query) => get<T.ConsensusPreview>(`${at(p)}/consensus/preview`, query),
  decideBy: (p: string, body: T.NewConsensus) => post<T.Job>(`${at(p)}/consensus`, body),
  reliability: (p: string, question: string) =>
    get<T.AnnotatorReliability>(`${at(p)}/annotators/reliability`, { question }),
  queue: (p: string, query: { question?: string; order?: string; offset?: number; limit?: number } = {}) =>
    get<T.AdjudicationQueue>(`${at(p)}/adjudication`, query),
  nextCase: (p: string, query: { question?: string; after?: string; order?: string } = {}) =>
    post<T.Case | null>(`${at(p)}/adjudication/next`, {}, query),
  openCase: (p: string, item: string, question: string, names = false) =>
    post<T.Case>(`${at(p)}/adjudication/${item}/${encodeURIComponent(question)}`, {}, { names }),
  leaveCase: (p: string, item: string, question: string) =>
    del<void>(`${at(p)}/adjudication/${item}/${encodeURIComponent(question)}`),
  rule: (p: string, item: string, question: string, body: T.NewRuling) =>
    post<T.GoldOut>(`${at(p)}/adjudication/${item}/${encodeURIComponent(question)}/ruling`, body),
  accept: (p: string, body: T.Accept) => post<T.Accepted>(`${at(p)}/adjudication/accept`, body),
  bulkRulings: (p: string) => get<T.BulkOut[]>(`${at(p)}/bulk-rulings`),
  previewBulk: (p: string, body: T.Bulk) => post<T.BulkPreview>(`${at(p)}/bulk-rulings/preview`, body),
  ruleInBulk: (p: string, body: T.NewBulk) => post<T.BulkDone>(`${at(p)}/bulk-rulings`, body),
  undoBulk: (p: string, run: string) => del<T.BulkUndone>(`${at(p)}/bulk-rulings/${run}`),
  secondLooks: (p: string, question?: string) => get<T.SecondLooks>(`${at(p)}/second-looks`, { question }),
  setSecondShare: (p: string, body: T.SecondShare) => put<T.SecondLooks>(`${at(p)}/second-looks`, body),
  // review
  review: (p: string, question?: string) => get<T.ReviewOut>(`${at(p)}/review`, { question }),
  previewSample: (p: string, body: T.NewSample) => post<T.SampleOut>(`${at(p)}/review/preview`, body),
  drawSample: (p: string, body: T.NewSample) => post<T.SampleOut>(`${at(p)}/review/draw`, body),
  nextLook: (p: string, body: T.AskLook) => post<T.Look | null>(`${at(p)}/review/next`, body),
  openLook: (p: string, item: string, question: string, names = false) =>
    post<T.Look>(`${at(p)}/review/${item}/${encodeURIComponent(question)}`, {}, { names }),
  judge: (p: string, item: string, question: string, body: T.NewVerdict) =>
    post<T.VerdictOut>(`${at(p)}/review/${item}/${encodeURIComponent(question)}/verdict`, body),
  undoVerdict: (p: string, id: string) => del<void>(`${at(p)}/review/verdicts/${id}`),
  // releases
  releases: (p: string) => get<T.ReleaseOut[]>(`${at(p)}/releases`),
  previewRelease: (p: string) => get<T.ReleasePreview>(`${at(p)}/releases/preview`),
  makeRelease: (p: string, body: T.NewRelease) => post<T.Job>(`${at(p)}/releases`, body),
  verifyRelease: (p: string, name: string) =>
    post<T.Job>(`${at(p)}/releases/${encodeURIComponent(name)}/verify`),
};
