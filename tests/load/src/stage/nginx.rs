//! nginx as a plain proxy that checks nothing: what forwarding alone costs in C.

use std::net::SocketAddr;
use std::process::Command;

use super::{Place, Server};
use crate::fault::{Fault, at};
use crate::process::{Process, free_address, installed};
use crate::requests;

pub(super) async fn start(place: &Place, upstream: SocketAddr) -> Result<Option<Server>, Fault> {
    let Some(nginx) = installed("nginx") else { return Ok(None) };
    let (room, address) = (place.room("nginx")?, free_address()?);
    let file = room.join("nginx.conf");
    std::fs::write(&file, configuration(address, upstream)).map_err(at(&file))?;
    let mut command = Command::new(nginx);
    command.arg("-p").arg(&room).arg("-c").arg(&file).args(["-e", "error.log"]);
    let mut process = Process::start("nginx", command, &room)?;
    process.answers(address, &requests::plain("/")).await?;
    Ok(Some(Server { process, address }))
}

fn configuration(address: SocketAddr, upstream: SocketAddr) -> String {
    format!(
        "daemon off;
worker_processes 2;
pid nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    upstream zaken {{ server {upstream}; keepalive 128; keepalive_requests 1000000000; }}
    server {{
        listen {address};
        keepalive_requests 1000000000;
        location / {{
            proxy_pass http://zaken;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
            proxy_set_header Host $host;
        }}
    }}
}}
"
    )
}
