# shellcheck shell=bash
# Runs all tests and says in one line how they went; runs the benchmarks.

run_tests() {
  local status=0 versions
  (($# == 0)) || fail 2 "test: '$1' is unknown; it takes no arguments"
  cd "$home"
  require_jdk
  require_maven
  mapfile -t versions < <(kubernetes/build --list)
  build_kubernetes "${versions[@]}" || fail 1 "the Kubernetes binaries that the tests need could not be built"
  find . -path '*/target/*-reports/TEST-*.xml' -delete
  mvn -B -ntp --fail-at-end verify || status=$?
  sum_of_tests "$status"
}

# A failed build with no failed test is a failure too, and so is a run in which no test ran.
sum_of_tests() { # maven's exit-status
  local reports passed=0 failed=0 skipped=0
  mapfile -d '' reports < <(find . -path '*/target/*-reports/TEST-*.xml' -print0)
  if ((${#reports[@]})); then
    read -r passed failed skipped < <(count_tests "${reports[@]}")
    failed_tests "${reports[@]}"
  fi
  (($1 == 0)) || ((failed)) || echo "Maven failed with status $1, although no test did: see its ERROR lines above."
  ((passed + failed)) || echo "No test ran."
  printf '%d passed, %d failed' "$passed" "$failed"
  ((skipped == 0)) || printf ', %d skipped' "$skipped"
  printf '\n'
  (($1 == 0 && failed == 0 && passed > 0))
}

# The counts stand in each report's testsuite element, whose attributes may be spread over several lines.
count_tests() { # reports...
  awk '
    function number(name) { return match(head, " " name "=\"[0-9]+\"") ? substr(head, RSTART + length(name) + 3) + 0 : 0 }
    FNR == 1 { head = ""; open = 0 }
    !open && /<testsuite[ >]/ { reading = 1 }
    reading { head = head " " $0 }
    reading && />[^>]*$/ && head ~ /<testsuite [^>]*>/ {
      bad = number("failures") + number("errors")
      tests += number("tests"); failed += bad; skipped += number("skipped")
      reading = 0; open = 1
    }
    END { print tests - failed - skipped, failed + 0, skipped + 0 }' "$@"
}

failed_tests() { # reports...
  awk '
    /<testcase / {
      name = ""; class = ""
      if (match($0, / name="[^"]*"/)) name = substr($0, RSTART + 7, RLENGTH - 8)
      if (match($0, / classname="[^"]*"/)) class = substr($0, RSTART + 12, RLENGTH - 13)
    }
    /<(failure|error)[ >]/ { print "failed: " class " " name }' "$@"
}

run_benchmarks() {
  [[ -f $home/bench/pom.xml ]] || fail 1 "bench: this version has no benchmarks"
  require_jdk
  require_maven
  (cd "$home" && mvn -B -q -ntp -Dmaven.test.skip=true -pl bench -am package)
  exec "$java_home/bin/java" "-Dbergwerk.home=$home" "-Dbergwerk.cache=$cache" -jar "$home/bench/target/bergwerk-bench.jar" "$@"
}
