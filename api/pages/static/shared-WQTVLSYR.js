function e(t){return new Date(t+288e5).toISOString().slice(0,10)}function r(t,n){return new Date(Date.parse(`${t}T00:00:00Z`)-n*864e5).toISOString().slice(0,10)}export{e as a,r as b};
