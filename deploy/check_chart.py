"""Renders the chart in all its variants with Helm itself, and looks whether what comes out can run.

    python3 deploy/check_chart.py [zaakpoort]

Each object is held against the schema of Kubernetes, and each pod against the Pod Security Standard `restricted`. With
the path of a `zaakpoort` binary the configurations in values.yaml are read by that, with the environment of their pods.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import helm_python
import kubernetes_validate
import yaml
from helm_python.chart import Chart, lint

CHART = Path(__file__).parent / "helm" / "zaakpoort"
KUBERNETES = "1.35"
# The variants, with what must be there of each kind.
METRICS = {"metrics": {"enabled": True, "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}}}}
VARIANTS = {
    "as it is": ({}, {"Deployment": 2, "PodDisruptionBudget": 2, "NetworkPolicy": 2, "Service": 2}),
    "metrics": (METRICS, {"ServiceMonitor": 1, "Service": 4, "NetworkPolicy": 2}),
    "issuer alone": ({"gateway": {"enabled": False}}, {"Deployment": 1, "PodDisruptionBudget": 1, "NetworkPolicy": 1}),
    "gateway alone": ({"issuer": {"enabled": False}}, {"Deployment": 1, "Service": 1}),
    "one of each": ({"issuer": {"replicas": 1}, "gateway": {"replicas": 1}}, {"Deployment": 2, "PodDisruptionBudget": 0}),
    "TLS at the gateway": ({"gateway": {"tlsSecret": "tls", "issuerCaSecret": "", "issuerTlsName": "auth.example"}}, {}),
    "from an ingress": ({"networkPolicy": {"from": [{"namespaceSelector": {}}]}}, {"NetworkPolicy": 2}),
    "more of all": (
        {
            "imagePullSecrets": [{"name": "pull"}],
            "log": {"filter": "info"},
            "issuer": {"env": [{"name": "A", "value": "b"}], "nodeSelector": {"a": "b"}, "podAnnotations": {"a": "b"}},
            "gateway": {"tolerations": [{"operator": "Exists"}], "podAnnotations": {"a": "b"}},
            "serviceAccount": {"annotations": {"a": "b"}},
        },
        {},
    ),
}
# What values.schema.json must not let through.
REFUSED = [
    {"issuer": {"replicas": 0}},
    {"issuer": {"replica": 2}},
    {"log": {"format": "xml"}},
    {"metrics": {"port": 80}},
    {"issuer": {"config": "secret = 'zp_abcdefghijkl_x'"}},
    {"sealingKey": "x"},
]


def restricted(pod, place):
    """What a pod has that the standard `restricted` does not allow."""
    spec = pod["spec"]
    whole = spec.get("securityContext", {})
    if any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC")):
        yield f"{place}: is on the host"
    if any("hostPath" in volume for volume in spec.get("volumes", [])):
        yield f"{place}: mounts the host"
    for container in spec["containers"]:
        own = {**whole, **container.get("securityContext", {})}
        wanted = {
            "runAsNonRoot": True,
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        for key, value in wanted.items():
            if own.get(key) != value:
                yield f"{place}: {key} is {own.get(key)}"
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if probe not in container:
                yield f"{place}: no {probe}"
        if "limits" not in container.get("resources", {}):
            yield f"{place}: no limits"
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        if mounted != {volume["name"] for volume in spec["volumes"]}:
            yield f"{place}: mounts {mounted}, and has other volumes"
    if spec.get("automountServiceAccountToken") is not False:
        yield f"{place}: has a token of the cluster"


def selects(selector, labels):
    return all(labels.get(key) == value for key, value in selector.items())


def faults(objects):
    """What does not fit together."""
    pods = [one["spec"]["template"]["metadata"]["labels"] for one in objects if one["kind"] == "Deployment"]
    for one in objects:
        place = f"{one['kind']} {one['metadata']['name']}"
        if one["kind"] == "Deployment":
            yield from restricted(one["spec"]["template"], place)
        selector = one.get("spec", {}).get("selector") or one.get("spec", {}).get("podSelector")
        if one["kind"] == "ServiceMonitor":
            named = [other["metadata"]["labels"] for other in objects if other["kind"] == "Service"]
            chosen = [labels for labels in named if selects(selector["matchLabels"], labels)]
            if len(chosen) != len(pods):
                yield f"{place}: finds {len(chosen)} services"
        elif selector:
            chosen = [labels for labels in pods if selects(selector.get("matchLabels", selector), labels)]
            if len(chosen) != 1:
                yield f"{place}: is for {len(chosen)} kinds of pods"


def rendered(values):
    manifests = Chart.load(str(CHART)).render(values, name="zgw", namespace="zaakpoort")
    texts = [text for path, text in sorted(manifests.items()) if path.endswith(".yaml")]
    return [one for text in texts for one in yaml.safe_load_all(text) if one]


def variant(name, values, kinds):
    objects = rendered(values)
    for one in objects:
        if one["kind"] != "ServiceMonitor":
            kubernetes_validate.validate(one, KUBERNETES, strict=True)
    found = [one["kind"] for one in objects]
    wrong = [f"{kind}: {found.count(kind)}, not {many}" for kind, many in kinds.items() if found.count(kind) != many]
    wrong += list(faults(objects))
    if wrong:
        sys.exit(f"chart, {name}: " + "; ".join(wrong))
    print(f"ok  chart, {name}: {len(objects)} objects")
    return objects


def reads(binary, objects):
    """The configuration of each pod is one that the binary takes; only keys and certificates are not there."""
    texts = {one["metadata"]["name"]: one["data"]["zaakpoort.toml"] for one in objects if one["kind"] == "ConfigMap"}
    for one in objects:
        if one["kind"] != "Deployment":
            continue
        container = one["spec"]["template"]["spec"]["containers"][0]
        variables = {pair["name"]: pair["value"] for pair in container["env"]}
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(texts[one["metadata"]["name"]])
            file.flush()
            ran = subprocess.run(
                [binary, *container["args"]],
                env={**variables, "ZAAKPOORT_CONFIG": file.name, "HOME": os.environ.get("HOME", "/")},
                capture_output=True, text=True, timeout=30, check=False,
            )
        # 2 is a faulty configuration; what follows it needs files that only a cluster has.
        if ran.returncode != 1 or "cannot" not in ran.stdout + ran.stderr:
            sys.exit(f"the configuration of {one['metadata']['name']}: {ran.returncode} {ran.stdout}{ran.stderr}")
        print(f"ok  chart: the configuration of {one['metadata']['name']} is read")


def refusals():
    for values in REFUSED:
        try:
            chart = Chart.load(str(CHART))
            chart.validate_schema(values)
        except helm_python.HelmError:
            continue
        sys.exit(f"values.schema.json lets {values} through")
    print(f"ok  chart: {len(REFUSED)} wrong values are refused")


def main():
    report = lint(str(CHART), strict=True)
    serious = [message for message in report["messages"] if message["severity"] >= 2]
    if serious or report["errors"]:
        sys.exit(f"helm lint: {serious} {report['errors']}")
    print("ok  chart: helm lint")
    all_of = {name: variant(name, values, kinds) for name, (values, kinds) in VARIANTS.items()}
    refusals()
    if len(sys.argv) > 1:
        reads(sys.argv[1], all_of["as it is"])


if __name__ == "__main__":
    main()
