//! Several writers at once: each write is whole, and a client id goes to one of them.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use super::{faults_of, pairs, reader_of_catalogi};
use crate::cases;
use crate::harness::ac::{AcClient, path_of};
use crate::harness::{Answer, Bench};

cases![
    of_writers_on_one_applicatie_one_wins_whole,
    of_those_who_want_one_client_id_one_gets_it,
    applicaties_that_swap_a_client_id_never_share_it,
];

const WRITERS: usize = 4;
const ROUNDS: usize = 15;

/// All at once; who finds the database busy is told to come back, and does.
fn all_at_once(
    ac: &AcClient,
    what: impl Fn(usize) -> (&'static str, String, Value) + Sync,
) -> Vec<Answer> {
    let barrier = Barrier::new(WRITERS);
    let write = &|writer: usize| {
        let (method, path, body) = what(writer);
        barrier.wait();
        loop {
            let answer = ac.call(method, &path, &body);
            if answer.status != 503 {
                return answer;
            }
            assert_eq!(answer.header("retry-after"), Some("1"), "{}", answer.text());
        }
    };
    thread::scope(|scope| {
        let begin = |writer| scope.spawn(move || write(writer));
        let running: Vec<_> = (0..WRITERS).map(begin).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// A body of which every part says who wrote it.
fn signed(ac: &AcClient, writer: usize, round: usize) -> Value {
    let id = |number: usize| format!("{}-w{writer}-{number}", ac.application.client_id);
    let of = |number: usize| {
        json!({ "component": "ztc", "componentWeergave": "Catalogi API",
                                     "scopes": [format!("scope-{writer}-{round}-{number}")] })
    };
    json!({
        "clientIds": (0..=writer).map(id).collect::<Vec<_>>(),
        "label": format!("{writer} in {round}"),
        "heeftAlleAutorisaties": false,
        "alleenIsGereedVoorPublicatie": writer.is_multiple_of(2),
        "autorisaties": (0..300).map(of).collect::<Vec<_>>(),
    })
}

fn of_writers_on_one_applicatie_one_wins_whole(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let first = format!("{}-begin", ac.application.client_id);
    let made = ac.done("POST", "/applicaties", &reader_of_catalogi(&[&first]));
    let path = path_of(&made);
    for round in 0..ROUNDS {
        let bodies: Vec<Value> = (0..WRITERS).map(|writer| signed(&ac, writer, round)).collect();
        let answers = all_at_once(&ac, |writer| ("PUT", path.clone(), bodies[writer].clone()));
        let mut now = ac.ask("GET", &path).json();
        now.as_object_mut().unwrap().remove("url");
        assert!(bodies.contains(&now), "a mixture: {now}");
        for (answer, body) in answers.iter().zip(&bodies) {
            let mut told = answer.json();
            told.as_object_mut().unwrap().remove("url");
            assert_eq!((answer.status, &told), (200, body));
        }
    }
}

fn of_those_who_want_one_client_id_one_gets_it(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    for round in 0..ROUNDS {
        let wanted = format!("{}-{round}", ac.application.client_id);
        let answers = all_at_once(&ac, |writer| {
            let own = format!("{wanted}-{writer}");
            ("POST", "/applicaties".to_owned(), reader_of_catalogi(&[&own, &wanted]))
        });
        let (given, refused): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.status == 201);
        assert_eq!((given.len(), refused.len()), (1, WRITERS - 1));
        for answer in refused {
            assert_eq!(answer.status, 400, "{}", answer.text());
            assert_eq!(faults_of(answer), pairs(&[("clientIds", "clientId-exists")]));
        }
        let holder = ac.ask("GET", &format!("/applicaties/consumer?clientId={wanted}"));
        assert_eq!(holder.json(), given[0].json());
    }
}

fn applicaties_that_swap_a_client_id_never_share_it(bench: &Bench) {
    let at = bench.shared();
    let ac = AcClient::writer(&at);
    let id = |writer: usize| format!("{}-eigen-{writer}", ac.application.client_id);
    let paths: Vec<String> = (0..WRITERS)
        .map(|writer| {
            path_of(&ac.done("POST", "/applicaties", &reader_of_catalogi(&[&id(writer)])))
        })
        .collect();
    let fresh = format!("{}-vers", ac.application.client_id);
    let answers = all_at_once(&ac, |writer| {
        ("PATCH", paths[writer].clone(), json!({ "clientIds": [id(writer), fresh] }))
    });
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    for (writer, path) in paths.iter().enumerate() {
        let ids = ac.ask("GET", path).json()["clientIds"].clone();
        let has = ids.as_array().unwrap().contains(&json!(fresh));
        assert_eq!(has, answers[writer].status == 200);
    }
}
