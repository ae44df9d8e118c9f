# Sourced by the scripts beside it: runs one proof of the suite in its long form, and prints what it
# measured. Not run by itself.

# The comment at the head of the script that was called.
usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
}

# proof NAME... -- ARGUMENTS: the proofs, and what the script was called with.
long() {
    local proofs=() proof
    while [ "$1" != -- ]; do proofs+=("$1"); shift; done
    shift
    local databases=(sqlite postgres)
    case ${1:-} in
        '') ;;
        -h | --help) usage; exit 0 ;;
        sqlite | postgres) databases=("$1") ;;
        *) echo "unknown: $1; see $0 --help" >&2; exit 2 ;;
    esac
    cd "$(dirname "$0")/../.."
    local filter=''
    [ ${#databases[@]} = 2 ] || filter=${databases[0]}::
    for proof in "${proofs[@]}"; do
        rm -f "target/figures/$proof"*.json "target/figures/$proof"*.md
        # Nothing else beside it: what is measured has the machine.
        ZAAKPOORT_PROOF=long ZAAKPOORT_TEST_POSTGRES=required cargo test --locked --quiet \
            --package zaakpoort --test main -- --test-threads=1 "${filter}proofs::$proof::"
    done
    for proof in "${proofs[@]}"; do
        echo
        cat "target/figures/$proof"*.md
    done
}
