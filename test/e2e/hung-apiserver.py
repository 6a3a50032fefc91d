"""Two apiservers that answer /readyz, a haproxy before them, and one of the two stops answering. Run by endpoint-programs.test.ts.
Prints how many seconds a session lived on that was open then, or "never", and whether new sessions are answered after that."""
import os, signal, socket, ssl, subprocess, sys, threading, time

PORTS = (7001, 7002)
silent = False


def toggle(*_):
    global silent
    silent = not silent


def apiserver(port):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    signal.signal(signal.SIGUSR1, toggle)
    context.load_cert_chain("/tmp/cert", "/tmp/key")
    listener = socket.create_server(("127.0.0.1", port), backlog=100)

    def serve(raw):
        try:
            peer = context.wrap_socket(raw, server_side=True)
            while peer.recv(4096):
                while silent:
                    time.sleep(0.1)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n%d" % port)
        except OSError:
            pass

    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def ask(session):
    session.sendall(b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
    return session.recv(4096)[-4:]


def dial():
    raw = socket.create_connection(("127.0.0.1", 12567), timeout=10)
    return ssl._create_unverified_context().wrap_socket(raw)


def until(what, met, limit=60):
    end = time.time() + limit
    while time.time() < end:
        try:
            if met():
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("waited in vain: " + what)


def session_to(port):
    found = []

    def met():
        session = dial()
        if ask(session) == b"%d" % port:
            found.append(session)
        else:
            session.close()
        return found

    until("a session to %d" % port, met)
    return found[0]


def lives(session, limit=60):
    since = time.time()
    session.settimeout(limit)
    try:
        session.recv(1)
    except ConnectionResetError:
        pass
    except OSError:
        return "never"
    return "%.1f" % (time.time() - since)


if len(sys.argv) > 1:
    apiserver(int(sys.argv[1]))
apiservers = [subprocess.Popen([sys.executable, __file__, str(port)]) for port in PORTS]
haproxy = subprocess.Popen(["haproxy", "-W", "-f", "/tmp/haproxy.cfg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
workers = lambda: len(open("/proc/%d/task/%d/children" % (haproxy.pid, haproxy.pid)).read().split())

# It stands still; it shakes hands and says nothing; it stands still when haproxy was reloaded before.
CASES = {
    "hung": (signal.SIGSTOP, signal.SIGCONT),
    "silent": (signal.SIGUSR1, signal.SIGUSR1),
    "hung-after-reload": (signal.SIGSTOP, signal.SIGCONT),
}
for case, (hang, heal) in CASES.items():
    session = session_to(PORTS[0])
    if case == "hung-after-reload":
        haproxy.send_signal(signal.SIGUSR2)
        until("the new process beside the old one", lambda: workers() == 2)
    apiservers[0].send_signal(hang)
    print(case, "session ended after", lives(session), flush=True)
    until("haproxy to take it out", lambda: all(ask(dial()) == b"%d" % PORTS[1] for _ in range(6)))
    print(case, "new sessions are answered", flush=True)
    apiservers[0].send_signal(heal)
