-- What each thread of wrk sends; every thread has one connection, so a flow never mixes with another.
--   get   the paths of the file again and again
--   post  one fixed form to the first path
--   flow  each path once: GET, take the token, POST the answers, expect 303
local mode, file = os.getenv("BENCH_MODE"), os.getenv("BENCH_PATHS")
local form, comment = os.getenv("BENCH_FORM"), os.getenv("BENCH_COMMENT")
local threads = {}

local letters = "[%w_%-]"
local token_pattern = letters:rep(22) .. "%." .. ("%x"):rep(8) .. "%." .. letters:rep(22)
local gzip = { ["Accept-Encoding"] = "gzip" }
local typed = {
  ["Accept-Encoding"] = "gzip",
  ["Content-Type"] = "application/x-www-form-urlencoded",
}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  paths, at, completed, failed, exhausted, token = {}, 0, 0, 0, 0, nil
  local count, total = 0, tonumber(os.getenv("BENCH_THREADS"))
  for line in io.lines(file) do
    if mode ~= "flow" or count % total == number then table.insert(paths, line) end
    count = count + 1
  end
end

local function filled(values)
  if at % 10 == 0 then return values .. "&comment=" .. comment end
  return values
end

function request()
  if mode == "post" then
    at = at + 1
    return wrk.format("POST", paths[1], typed, filled(form))
  end
  if token then
    return wrk.format("POST", paths[at], typed, filled("token=" .. token .. "&" .. form))
  end
  at = at + 1
  if mode == "get" then return wrk.format("GET", paths[at % #paths + 1], gzip) end
  if at > #paths then
    exhausted = 1
    return wrk.format("GET", "/healthz", gzip)
  end
  return wrk.format("GET", paths[at], gzip)
end

function response(status, _, body)
  local good = ({ get = 200, post = 201, flow = 303 })[mode]
  if mode == "flow" and exhausted == 0 and not token then
    token = status == 200 and body:match(token_pattern) or nil
    if not token then failed = failed + 1 end
    return
  end
  token = nil
  if exhausted == 1 then return end
  if status == good then completed = completed + 1 else failed = failed + 1 end
end

function done(summary, latency)
  local sums = { completed = 0, failed = 0, exhausted = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  local errors = summary.errors
  print(string.format(
    'BENCH {"completed": %d, "failed": %d, "exhausted": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f}',
    sums.completed, sums.failed + errors.connect + errors.read + errors.write + errors.timeout,
    sums.exhausted, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  ))
end
