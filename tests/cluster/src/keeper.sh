# Keeps one throw-away PostgreSQL: does what it is told line by line, and ends with whoever tells
# it, killed or not. Arguments: the folder of the programs, and its own.
bin=$1 folder=$2
pid=
# A frozen server in a group without a parent has the kernel hang up on the whole group.
trap "" HUP

everyone() {
    echo "$pid" $(cat "/proc/$pid/task/$pid/children" 2>/dev/null)
}

start() {
    "$bin/postgres" -D "$folder/data" -k "$folder" >>"$folder/log" 2>&1 &
    pid=$!
    until "$bin/pg_isready" -q -h "$folder" -d postgres; do
        kill -0 "$pid" || return 1
        sleep 0.02
    done
}

while read -r order; do
    case $order in
        start) start ;;
        stop) kill -INT "$pid"; wait "$pid"; true ;;
        freeze) kill -STOP "$pid"; kill -STOP $(everyone); true ;;
        thaw) kill -CONT $(everyone); true ;;
    esac && echo done || echo failed
done

kill -CONT $(everyone) 2>/dev/null
kill -QUIT "$pid" 2>/dev/null
wait
rm -rf "$folder"
