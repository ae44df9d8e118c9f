{{/* Names, labels, and what both Deployments have alike. */}}
{{- define "zaakpoort.name" -}}
{{- $name := .Chart.Name -}}
{{- if contains $name .Release.Name -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{- else -}}{{ printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}{{- end -}}
{{- end -}}

{{- define "zaakpoort.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "zaakpoort.labels" -}}
{{ include "zaakpoort.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* What the namespace label pod-security.kubernetes.io/enforce=restricted asks for. */}}
{{- define "zaakpoort.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "zaakpoort.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "zaakpoort.probes" -}}
startupProbe:
  httpGet: { path: /health/live, port: http, scheme: {{ .scheme }} }
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet: { path: /health/live, port: http, scheme: {{ .scheme }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /health/ready, port: http, scheme: {{ .scheme }} }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end -}}

{{- define "zaakpoort.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "zaakpoort.environment" -}}
- { name: ZAAKPOORT_CONFIG, value: /etc/zaakpoort/zaakpoort.toml }
- { name: ZAAKPOORT__LOG__FORMAT, value: {{ .Values.log.format | quote }} }
{{- with .Values.log.filter }}
- { name: ZAAKPOORT__LOG__FILTER, value: {{ . | quote }} }
{{- end }}
{{- if .Values.metrics.enabled }}
- { name: ZAAKPOORT__METRICS__LISTEN, value: "0.0.0.0:{{ .Values.metrics.port }}" }
{{- end }}
{{- end -}}
