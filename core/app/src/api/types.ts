import type { components } from "./schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Session = Schemas["Session"];
export type Problem = Schemas["Problem"];
export type Anomalies = Schemas["Anomalies"];
export type Verdict = Schemas["Verdict"];
export type Kpi = Schemas["Kpi"];
export type Incident = Schemas["Incident"];
export type IncidentDetail = Schemas["IncidentDetail"];
export type IncidentSource = Schemas["IncidentSource"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type AnomalousSource = Schemas["AnomalousSource"];
export type ActiveDecision = Schemas["ActiveDecision"];
export type Reason = Schemas["ReasonOut"];
export type SourceDetail = Schemas["SourceDetail"];
export type TrafficSeries = Schemas["TrafficSeries"];
export type DecisionDetail = Schemas["DecisionDetail"];
export type Decision = Schemas["DecisionOut"];
export type Node = Schemas["NodeOut"];
export type NodeBrief = Schemas["NodeBrief"];
export type NodeKey = Schemas["NodeKey"];
export type Service = Schemas["ServiceOut"];
export type Step = Service["max_step"];
export type Mode = Service["mode"];
export type Severity = Incident["severity"];
export type Kind = Incident["kind"];
